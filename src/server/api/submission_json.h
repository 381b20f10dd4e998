// SPDX-License-Identifier: Apache-2.0
//
// EmailSubmission objects (RFC 8621 §7) to and from JSON. Free functions; one thread.

#ifndef NIGHTMAIL_SERVER_API_SUBMISSION_JSON_H_
#define NIGHTMAIL_SERVER_API_SUBMISSION_JSON_H_

#include <array>
#include <optional>
#include <string_view>
#include <variant>

#include "proto/jmap/set_error.h"
#include "server/api/context.h"

namespace nightmail::api {

inline constexpr std::array<std::string_view, 10> kSubmissionProperties{
    "id",     "identityId", "emailId",        "threadId",   "envelope",
    "sendAt", "undoStatus", "deliveryStatus", "dsnBlobIds", "mdnBlobIds"};

// With every property. The records are opened under the node key: an error is a fault of ours.
[[nodiscard]] Result<JsonObject> submission_to_json(const Context& context,
                                                    const store::Submission& submission);
[[nodiscard]] std::string_view undo_status(store::Undo undo);

// What a creation asks for.
[[nodiscard]] std::variant<queue::Request, jmap::SetError> read_submission(
    const Context& context, const std::vector<std::string>& own_addresses, const Json& json);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_SUBMISSION_JSON_H_
