// SPDX-License-Identifier: Apache-2.0
//
// When a message is to leave: HOLDFOR and HOLDUNTIL of FUTURERELEASE (RFC 4865). Pure.

#ifndef NIGHTMAIL_SERVER_QUEUE_HOLD_H_
#define NIGHTMAIL_SERVER_QUEUE_HOLD_H_

#include <optional>

#include "base/clock.h"
#include "server/queue/records.h"

namespace nightmail::queue {

// `now` without either parameter. Empty if one is malformed, both are there, or it is longer than
// `most_seconds`. A moment that has passed means at once.
[[nodiscard]] std::optional<Timestamp> send_time(const Address& mail_from, Timestamp now,
                                                 std::int64_t most_seconds);

// "2026-11-23T15:42:07Z", with an offset instead of Z and a fraction allowed (RFC 3339 §5.6, as RFC
// 4865 §4 uses it).
[[nodiscard]] std::optional<Timestamp> parse_date_time(std::string_view text);

}  // namespace nightmail::queue

#endif  // NIGHTMAIL_SERVER_QUEUE_HOLD_H_
