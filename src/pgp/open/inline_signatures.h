// SPDX-License-Identifier: Apache-2.0
//
// The signatures of a message that carries them, taken out so that they stand alone. Value
// function. RFC 4880 §7, §11.3.

#ifndef NIGHTMAIL_PGP_OPEN_INLINE_SIGNATURES_H_
#define NIGHTMAIL_PGP_OPEN_INLINE_SIGNATURES_H_

#include "base/bytes.h"
#include "base/result.h"

namespace nightmail::pgp {

// Binary signature packets out of cleartext-signed text or a signed message, binary or armored.
// Errors: not_openpgp (also: none there), damaged, is_encrypted, unsupported (they are compressed).
[[nodiscard]] Result<Bytes> inline_signatures(ByteView message);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_INLINE_SIGNATURES_H_
