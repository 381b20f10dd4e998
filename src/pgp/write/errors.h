// SPDX-License-Identifier: Apache-2.0
//
// What can go wrong while a message is signed or encrypted by the client. Messages name no address.

#ifndef NIGHTMAIL_PGP_WRITE_ERRORS_H_
#define NIGHTMAIL_PGP_WRITE_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::pgp {

enum class WriteErrc {
  cannot_sign,     // the key has nothing that may sign now: none, expired or revoked
  no_signer,       // nobody was added who would sign
  no_recipient,    // nobody was added who could open it
  empty_password,  // protects nothing
  write_library,   // RNP failed for another reason
};

[[nodiscard]] Trouble errc_trouble(WriteErrc errc);
[[nodiscard]] std::string_view errc_name(WriteErrc errc);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_WRITE_ERRORS_H_
