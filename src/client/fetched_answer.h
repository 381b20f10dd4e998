// SPDX-License-Identifier: Apache-2.0
//
// Reading what a server answers to Email/query, Email/changes and Email/get. It may be hostile:
// every id, type and size is checked (Errc::bad_answer). Free functions, thread-safe.
// RFC 8620 §5.1, §5.2, §5.5; RFC 8621 §4.

#ifndef NIGHTMAIL_CLIENT_FETCHED_ANSWER_H_
#define NIGHTMAIL_CLIENT_FETCHED_ANSWER_H_

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "client/summary_opener.h"

namespace nightmail::client {

namespace json = boost::json;

// The list of ids that is the member `name`.
[[nodiscard]] Result<std::vector<std::string>> read_ids(const json::object& answer,
                                                        std::string_view name);

// A member that holds a state: 1 to 255 octets.
[[nodiscard]] Result<std::string> read_state(const json::object& answer, std::string_view name);

// The member "list" of an Email/get answer. With `with_blob`, blobId, size, receivedAt and
// sealedSummary are there too.
[[nodiscard]] Result<std::vector<FetchedMessage>> read_messages(const json::object& answer,
                                                                bool with_blob);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_FETCHED_ANSWER_H_
