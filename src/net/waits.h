// SPDX-License-Identifier: Apache-2.0
//
// Waits: all waits of one loop, ordered by deadline, so that each can be ended by its deadline or
// by the stop of the loop. Holds pointers only: a Wait lives in the frame of the waiting coroutine,
// and entering it costs no allocation. Thread rule: the loop's thread alone.

#ifndef NIGHTMAIL_NET_WAITS_H_
#define NIGHTMAIL_NET_WAITS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "net/deadline.h"
#include "net/errors.h"

namespace nightmail::net {

// Which stop ends a wait: the first request (a read, a sleep), or only the end of the grace period
// (a write: the reply to what we have done already should still go out).
enum class Patience : std::uint8_t { until_stop, until_grace_ends };

class Wait {
 public:
  virtual ~Wait() = default;
  // Called once, after the wait was taken out of the table, with timeout or stopped.
  virtual void end(Errc why) = 0;

 protected:
  Wait() = default;
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;

 private:
  friend class Waits;
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
  Deadline deadline_;
  std::size_t index_ = kNowhere;
  Patience patience_ = Patience::until_stop;
};

class Waits {
 public:
  void add(Wait& wait, Deadline deadline, Patience patience);
  // Does nothing if the wait is not (or no longer) in the table.
  void remove(Wait& wait);

  [[nodiscard]] Deadline next() const;  // never() if empty
  [[nodiscard]] bool empty() const { return heap_.empty(); }

  void end_due(Deadline::Point now);        // end(timeout) for all whose deadline has passed
  void end_all(Patience patience_at_most);  // end(stopped)

 private:
  void place(std::size_t index, Wait* wait);
  void sift_up(std::size_t index);
  void sift_down(std::size_t index);

  std::vector<Wait*> heap_;  // a binary heap, the earliest deadline first
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_WAITS_H_
