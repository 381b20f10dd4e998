// SPDX-License-Identifier: Apache-2.0
#include "server/outbound/retry_schedule.h"

#include <algorithm>

namespace nightmail::outbound {

std::optional<Timestamp> RetrySchedule::next(Timestamp since, std::int64_t attempts, Timestamp now,
                                             Random& random) const {
  const Timestamp end = give_up_at(since);
  if (now >= end) return std::nullopt;
  const auto doublings = std::clamp<std::int64_t>(attempts - 1, 0, 20);
  const std::int64_t wait = std::min(longest_ms, first_ms << doublings);
  // A fifth more or less, so that what failed together is not tried together.
  const auto chance = random.array<2>();
  const std::int64_t part = (chance[0] | chance[1] << 8) % 401 - 200;
  // The last attempt falls on the end itself: nobody is given up without it.
  return std::min(end,
                  Timestamp{now.unix_ms + std::max<std::int64_t>(1, wait + wait * part / 1000)});
}

}  // namespace nightmail::outbound
