// SPDX-License-Identifier: Apache-2.0
//
// Time, passed in by main() so that tests choose it. Wall time is milliseconds since 1970-01-01
// UTC.

#ifndef NIGHTMAIL_BASE_CLOCK_H_
#define NIGHTMAIL_BASE_CLOCK_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace nightmail {

struct Timestamp {
  std::int64_t unix_ms = 0;
  auto operator<=>(const Timestamp&) const = default;
};

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override;
};

// For tests: stands still until told otherwise.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start = {1'700'000'000'000}) : now_ms_(start.unix_ms) {}
  [[nodiscard]] Timestamp now() const override { return {now_ms_.load()}; }
  void advance(std::chrono::milliseconds by) { now_ms_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_ms_;
};

// "2026-11-23T15:42:07Z" (RFC 3339, whole seconds, UTC): the UTCDate of RFC 8620 §1.4.
[[nodiscard]] std::string format_utc(Timestamp time);
// "Mon, 23 Nov 2026 15:42:07 +0000": the date-time of RFC 5322 §3.3, for trace headers.
[[nodiscard]] std::string format_rfc5322(Timestamp time);

}  // namespace nightmail

#endif  // NIGHTMAIL_BASE_CLOCK_H_
