// SPDX-License-Identifier: Apache-2.0
//
// The errors of JMAP: of a request as a whole (RFC 8620 §3.6.1) and of one method call (RFC 8620
// §3.6.2 and §5). An Error's context becomes the `description` that the client is told.

#ifndef NIGHTMAIL_PROTO_JMAP_ERRORS_H_
#define NIGHTMAIL_PROTO_JMAP_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::jmap {

enum class Errc {
  // Request level.
  not_json,
  not_request,
  unknown_capability,
  limit_size_request,
  limit_calls_in_request,
  limit_concurrent_requests,
  limit_concurrent_upload,
  // Method level.
  server_unavailable,
  server_fail,
  server_partial_fail,
  unknown_method,
  invalid_arguments,
  invalid_result_reference,
  forbidden,
  account_not_found,
  account_not_supported,
  account_read_only,
  request_too_large,
  state_mismatch,
  cannot_calculate_changes,
  too_many_changes,
  anchor_not_found,
  unsupported_sort,
  unsupported_filter,
  from_account_not_found,
};

[[nodiscard]] Trouble errc_trouble(Errc errc);
[[nodiscard]] std::string_view errc_name(Errc errc);

// "invalidArguments", ... for an Error of this room; "serverFail" for any other.
[[nodiscard]] std::string_view method_error_type(const Error& error);

}  // namespace nightmail::jmap

#endif  // NIGHTMAIL_PROTO_JMAP_ERRORS_H_
