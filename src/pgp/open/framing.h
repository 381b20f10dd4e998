// SPDX-License-Identifier: Apache-2.0
//
// The outer packets of a message. RNP takes them as they come: it ignores wrong lengths and what
// follows, and opens messages that nobody encrypted, so these look first. Value functions.
// RFC 4880 §4.2, §11.3, §11.4.

#ifndef NIGHTMAIL_PGP_OPEN_FRAMING_H_
#define NIGHTMAIL_PGP_OPEN_FRAMING_H_

#include "base/bytes.h"
#include "base/result.h"

namespace nightmail::pgp {

// Checks that `message` (binary) is session key packets and then one integrity-protected encrypted
// packet that ends where the message ends. Errors: not_openpgp, not_protected, damaged (a length
// that is not that of the data), unsupported (SEIPD version 2).
[[nodiscard]] Result<void> check_framing(ByteView message);

// Checks that `message` (binary) is one piece of data, as it is or compressed, between signatures
// and what announces them, and nothing else. Errors: not_openpgp, damaged, is_encrypted.
[[nodiscard]] Result<void> check_signed_framing(ByteView message);

// Checks that `signatures` (binary) are whole signature packets, and not more than kMaxSignatures.
// Errors: not_openpgp, damaged, too_large.
[[nodiscard]] Result<void> check_detached_framing(ByteView signatures);
inline constexpr int kMaxSignatures = 64;

// The signature packets of a signed message that check_signed_framing accepts. Error: unsupported
// (the message is compressed, and they with it).
[[nodiscard]] Result<Bytes> signature_packets(ByteView message);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_FRAMING_H_
