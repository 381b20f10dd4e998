// SPDX-License-Identifier: Apache-2.0
//
// What can be wrong with what an SMTP peer sent. The session turns each into its reply.

#ifndef NIGHTMAIL_PROTO_SMTP_ERRORS_H_
#define NIGHTMAIL_PROTO_SMTP_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::smtp {

enum class Errc {
  bad_address,        // not a Mailbox or Path of RFC 5321 §4.1.2
  address_too_long,   // more bytes than RFC 5321 §4.5.3.1 leaves room for
  bad_argument,       // the argument of a command cannot be read
  bad_parameter,      // a known ESMTP parameter with a bad or repeated value
  unknown_parameter,  // an ESMTP parameter that no advertised extension defines
};

[[nodiscard]] Trouble errc_trouble(Errc errc);
[[nodiscard]] std::string_view errc_name(Errc errc);

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_ERRORS_H_
