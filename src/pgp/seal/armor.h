// SPDX-License-Identifier: Apache-2.0
//
// ASCII armor taken off (RFC 9580 §6.2). Not by RNP: that prints what it does not like of an armor,
// words of a stranger, to stderr, which is the server's log and the user's terminal. Pure.

#ifndef NIGHTMAIL_PGP_SEAL_ARMOR_H_
#define NIGHTMAIL_PGP_SEAL_ARMOR_H_

#include "base/bytes.h"
#include "base/result.h"

namespace nightmail::pgp {

// The binary form of what may be armored, at most `limit` octets. The header lines and the checksum
// mean nothing (RFC 9580 §6.1). Error: not_a_certificate.
[[nodiscard]] Result<Bytes> dearmored(ByteView data, std::size_t limit);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_SEAL_ARMOR_H_
