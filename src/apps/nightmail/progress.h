// SPDX-License-Identifier: Apache-2.0
//
// Progress: one line on stderr that says how far something is. Draws nothing without a terminal, at
// most ten times a second, and wipes its line when it is done.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_PROGRESS_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_PROGRESS_H_

#include <chrono>
#include <cstddef>
#include <string>

#include "apps/nightmail/terminal.h"

namespace nightmail::app {

// "Exporting  [#####.....]  50%  12,345 of 24,690", at most `columns` wide.
[[nodiscard]] std::string progress_line(const std::string& what, std::size_t done,
                                        std::size_t total, std::size_t columns);

class Progress {
 public:
  Progress(const Terminal& terminal, std::string what);
  ~Progress() { finish(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::size_t done, std::size_t total);
  void finish();

 private:
  const Terminal& terminal_;
  const std::string what_;
  std::chrono::steady_clock::time_point next_{};
  bool drawn_ = false;
};

}  // namespace nightmail::app

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_PROGRESS_H_
