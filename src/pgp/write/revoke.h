// SPDX-License-Identifier: Apache-2.0
//
// Revoking a key: the certificate that says so, for everybody who has the old one. Value function.
// RFC 4880 §5.2.1 (type 0x20).

#ifndef NIGHTMAIL_PGP_WRITE_REVOKE_H_
#define NIGHTMAIL_PGP_WRITE_REVOKE_H_

#include "base/clock.h"
#include "base/result.h"
#include "pgp/open/secret_key.h"
#include "pgp/seal/certificate.h"

namespace nightmail::pgp {

// The certificate of `key` with a revocation that gives no reason: nothing that the key signed
// counts any more. Error: write_library.
[[nodiscard]] Result<Certificate> revoke(const SecretKey& key, Timestamp now);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_WRITE_REVOKE_H_
