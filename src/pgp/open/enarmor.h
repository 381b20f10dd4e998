// SPDX-License-Identifier: Apache-2.0
//
// ASCII armor put on (RFC 9580 §6.2). Value function. dearmored() of pgp/seal takes it off.

#ifndef NIGHTMAIL_PGP_OPEN_ENARMOR_H_
#define NIGHTMAIL_PGP_OPEN_ENARMOR_H_

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::pgp {

enum class ArmorKind { message, certificate, secret_key, signature };

// With CRLF line ends, a checksum and no header lines. Error: open_library.
[[nodiscard]] Result<PlainBytes> enarmored(ByteView binary, ArmorKind kind);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_ENARMOR_H_
