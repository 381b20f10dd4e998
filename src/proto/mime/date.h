// SPDX-License-Identifier: Apache-2.0
//
// The date of a Date field, RFC 5322 §3.3 and §4.3 (two-digit years, zone names, no seconds).
// Stateless; any thread.

#ifndef NIGHTMAIL_PROTO_MIME_DATE_H_
#define NIGHTMAIL_PROTO_MIME_DATE_H_

#include <optional>
#include <string_view>

#include "proto/mime/summary.h"

namespace nightmail::mime {

// Nothing if there is no day, month, year and time in it, or the year is not 1970-9999.
[[nodiscard]] std::optional<SentAt> parse_date(std::string_view field);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_DATE_H_
