// SPDX-License-Identifier: Apache-2.0
//
// What can go wrong while a certificate is read or a message is sealed. Messages name no address.

#ifndef NIGHTMAIL_PGP_SEAL_ERRORS_H_
#define NIGHTMAIL_PGP_SEAL_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::pgp {

enum class SealErrc {
  not_a_certificate,      // not OpenPGP, not exactly one certificate, or no valid self-signature
  certificate_too_large,  // more than kMaxCertificateSize
  has_secret_key,         // the bytes hold a secret key: never send or store them on a server
  no_encryption_key,      // well-formed, but nothing in it may encrypt
  expired,                // certificate or all of its encryption keys
  revoked,                // certificate or all of its encryption keys
  unsupported_algorithm,  // version or algorithm that we cannot use
  message_too_large,      // more than an OpenPGP packet of definite length can hold (4 GiB)
  library,                // OpenSSL, libsodium or RNP failed for another reason
};

[[nodiscard]] Trouble errc_trouble(SealErrc errc);
[[nodiscard]] std::string_view errc_name(SealErrc errc);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_SEAL_ERRORS_H_
