// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace nightmail::app {
namespace {

constexpr std::size_t kWidestBar = 40;
constexpr std::size_t kNarrowestBar = 5;

std::string with_commas(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

}  // namespace

std::string progress_line(const std::string& what, std::size_t done, std::size_t total,
                          std::size_t columns) {
  const std::size_t whole = std::max<std::size_t>(total, 1);
  done = std::min(done, whole);
  const std::string percent = std::to_string(done * 100 / whole);
  const std::string figures = std::string(3 - percent.size(), ' ') + percent + "%  " +
                              with_commas(done) + " of " + with_commas(total);
  const std::size_t others = what.size() + 2 + 2 + 2 + figures.size();
  if (columns < others + kNarrowestBar) return figures.substr(0, columns);
  const std::size_t width = std::min(kWidestBar, columns - others);
  const std::size_t filled = done * width / whole;
  return what + "  [" + std::string(filled, '#') + std::string(width - filled, '.') + "]  " +
         figures;
}

Progress::Progress(const Terminal& terminal, std::string what)
    : terminal_(terminal), what_(std::move(what)) {}

void Progress::show(std::size_t done, std::size_t total) {
  if (!terminal_.error_is_terminal()) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_ && done != total) return;
  next_ = now + std::chrono::milliseconds(100);
  const std::size_t columns = std::max<std::size_t>(terminal_.columns(), 2);
  dprintf(STDERR_FILENO, "\r%s\x1b[K", progress_line(what_, done, total, columns - 1).c_str());
  drawn_ = true;
}

void Progress::finish() {
  if (drawn_) dprintf(STDERR_FILENO, "\r\x1b[K");
  drawn_ = false;
}

}  // namespace nightmail::app
