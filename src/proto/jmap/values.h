// SPDX-License-Identifier: Apache-2.0
//
// The small data types of JMAP: Id (RFC 8620 §1.2), UTCDate (RFC 8620 §1.4), Int and UnsignedInt
// (RFC 8620 §1.3). Free functions, thread-safe.

#ifndef NIGHTMAIL_PROTO_JMAP_VALUES_H_
#define NIGHTMAIL_PROTO_JMAP_VALUES_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "proto/jmap/json.h"

namespace nightmail::jmap {

inline constexpr std::int64_t kMaxInt = (std::int64_t{1} << 53) - 1;

// 1 to 255 characters of A-Z a-z 0-9 "-" "_".
[[nodiscard]] bool is_id(std::string_view text);

// "2014-10-30T06:12:00Z", with a fraction of a second if that is not zero. Empty if it is none.
[[nodiscard]] std::optional<Timestamp> parse_utc_date(std::string_view text);

// A whole number within -(2^53)+1 .. 2^53-1; also when written as 3.0 or 3e0.
[[nodiscard]] std::optional<std::int64_t> parse_int(const Json& value);
[[nodiscard]] std::optional<std::int64_t> parse_unsigned(const Json& value);

}  // namespace nightmail::jmap

#endif  // NIGHTMAIL_PROTO_JMAP_VALUES_H_
