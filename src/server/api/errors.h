// SPDX-License-Identifier: Apache-2.0
//
// What the HTTP side answers besides success, below JMAP's own errors (proto/jmap/errors.h).
// docs/protocol.md, "Errors", lists the types; an Error's context becomes the `detail`.

#ifndef NIGHTMAIL_SERVER_API_ERRORS_H_
#define NIGHTMAIL_SERVER_API_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::api {

enum class Errc {
  bad_request,
  unauthorized,
  login_failed,
  wrong_password,
  second_factor_failed,
  forbidden,
  origin_refused,
  sign_up_closed,
  invite_required,
  invite_invalid,
  not_found,
  method_not_allowed,
  address_taken,
  too_large,
  unsupported_media_type,
  address_invalid,
  certificate_unusable,
  not_sealed,
  message_invalid,
  over_quota,
  too_many_attempts,
  server_fail,
  unavailable,
};

[[nodiscard]] Trouble errc_trouble(Errc errc);
[[nodiscard]] std::string_view errc_name(Errc errc);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_ERRORS_H_
