// SPDX-License-Identifier: Apache-2.0
//
// When to try again: waits that double from the first to the longest, each a little longer or
// shorter by chance, until it is given up. RFC 5321 §4.5.4.1. Pure but for the chance.

#ifndef NIGHTMAIL_SERVER_OUTBOUND_RETRY_SCHEDULE_H_
#define NIGHTMAIL_SERVER_OUTBOUND_RETRY_SCHEDULE_H_

#include <optional>

#include "base/clock.h"
#include "base/random.h"

namespace nightmail::outbound {

struct RetrySchedule {
  std::int64_t first_ms = 5LL * 60 * 1000;
  std::int64_t longest_ms = 4LL * 3600 * 1000;
  std::int64_t give_up_ms = 5LL * 24 * 3600 * 1000;  // after it became due for the first time
  std::int64_t delay_notice_ms = 4LL * 3600 * 1000;  // then a sender who asks for it is told

  [[nodiscard]] Timestamp give_up_at(Timestamp since) const { return {since.unix_ms + give_up_ms}; }
  // After so many attempts without success, the last one now. Empty: no more.
  [[nodiscard]] std::optional<Timestamp> next(Timestamp since, std::int64_t attempts, Timestamp now,
                                              Random& random) const;
};

}  // namespace nightmail::outbound

#endif  // NIGHTMAIL_SERVER_OUTBOUND_RETRY_SCHEDULE_H_
