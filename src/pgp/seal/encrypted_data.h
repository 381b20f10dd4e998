// SPDX-License-Identifier: Apache-2.0
//
// The body of a sealed message: symmetrically encrypted integrity protected data, version 1, around
// one literal packet. Value function; no owner or thread rule beyond Primitives'.
// RFC 4880 §5.13, §5.9.

#ifndef NIGHTMAIL_PGP_SEAL_ENCRYPTED_DATA_H_
#define NIGHTMAIL_PGP_SEAL_ENCRYPTED_DATA_H_

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "pgp/seal/primitives.h"
#include "pgp/seal/sealer.h"

namespace nightmail::pgp {

// `pkesk` followed by the encrypted packet: a whole sealed message, in one allocation.
// Errors: message_too_large, library.
[[nodiscard]] Result<Bytes> seal_under(const SecretKey32& key, ByteView pkesk, Parts plain,
                                       Random& random, Primitives& primitives);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_SEAL_ENCRYPTED_DATA_H_
