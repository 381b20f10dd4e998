// SPDX-License-Identifier: Apache-2.0
//
// Deadline: the moment at which a wait is given up. A value on the monotonic clock. Every wait of
// this room takes one, so that "for ever" has to be said aloud: Deadline::never().

#ifndef NIGHTMAIL_NET_DEADLINE_H_
#define NIGHTMAIL_NET_DEADLINE_H_

#include <algorithm>
#include <chrono>

namespace nightmail::net {

struct Deadline {
  using Point = std::chrono::steady_clock::time_point;
  Point at = Point::max();

  [[nodiscard]] static Deadline never() { return {}; }
  [[nodiscard]] static Deadline in(std::chrono::nanoseconds from_now) {
    return {std::chrono::steady_clock::now() + from_now};
  }
  [[nodiscard]] bool is_never() const { return at == Point::max(); }
  [[nodiscard]] bool passed() const {
    return !is_never() && std::chrono::steady_clock::now() >= at;
  }
  auto operator<=>(const Deadline&) const = default;
};

[[nodiscard]] inline Deadline earlier(Deadline a, Deadline b) {
  return std::min(a, b);
}

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_DEADLINE_H_
