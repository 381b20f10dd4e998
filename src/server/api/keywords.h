// SPDX-License-Identifier: Apache-2.0
//
// Keywords (RFC 8621 §4.1.1) from JSON to the form in which the store keeps them.

#ifndef NIGHTMAIL_SERVER_API_KEYWORDS_H_
#define NIGHTMAIL_SERVER_API_KEYWORDS_H_

#include <optional>
#include <string>
#include <string_view>

#include "proto/jmap/json.h"
#include "store/types.h"

namespace nightmail::api {

// In lower case; empty if it is none.
[[nodiscard]] std::optional<std::string> parse_keyword(std::string_view text);

// {"$seen": true, ...}; empty if it is not that, or too many.
[[nodiscard]] std::optional<store::Keywords> parse_keywords(const jmap::Json& json);

// Sorts, removes duplicates.
void normalise_keywords(store::Keywords& keywords);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_KEYWORDS_H_
