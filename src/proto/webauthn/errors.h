// SPDX-License-Identifier: Apache-2.0
//
// What can be wrong with what a security key said.

#ifndef NIGHTMAIL_PROTO_WEBAUTHN_ERRORS_H_
#define NIGHTMAIL_PROTO_WEBAUTHN_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::webauthn {

enum class Errc {
  malformed,        // not CBOR, or not of the form that WebAuthn asks for
  unsupported_key,  // neither ES256 nor Ed25519
  wrong_site,       // made for another site
  not_present,      // nobody touched it
  bad_signature,
};

[[nodiscard]] Trouble errc_trouble(Errc errc);
[[nodiscard]] std::string_view errc_name(Errc errc);

}  // namespace nightmail::webauthn

#endif  // NIGHTMAIL_PROTO_WEBAUTHN_ERRORS_H_
