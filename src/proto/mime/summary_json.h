// SPDX-License-Identifier: Apache-2.0
//
// The stored form of a Summary: compact JSON, docs/formats/summary.md. Stateless; any thread.

#ifndef NIGHTMAIL_PROTO_MIME_SUMMARY_JSON_H_
#define NIGHTMAIL_PROTO_MIME_SUMMARY_JSON_H_

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
#include "proto/mime/summary.h"

namespace nightmail::mime {

inline constexpr int kSummaryVersion = 1;
inline constexpr std::size_t kMaxSummaryJson = 64 * 1024;

// UTF-8, no white space. At most SummaryLimits::json_octets for what summarize() returned.
[[nodiscard]] PlainBytes to_json(const Summary& summary);

// Octets that to_json() will return, without printing.
[[nodiscard]] std::size_t json_size(const Summary& summary);

// Reads what this or a later writer of version 1 wrote; unknown keys are ignored, missing ones are
// empty. The input is not trusted: text is cleaned again, and lists are bounded.
// Errors: mime.too_large (beyond kMaxSummaryJson), mime.bad_json, mime.bad_field,
// mime.unknown_version.
[[nodiscard]] Result<Summary> from_json(ByteView json);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_SUMMARY_JSON_H_
