// SPDX-License-Identifier: Apache-2.0
//
// The outer packets of an encrypted message. RNP takes them as they come: it ignores wrong lengths
// and opens messages that nobody encrypted, so this looks first. A value function.
// RFC 4880 §4.2, §11.3.

#ifndef NIGHTMAIL_PGP_OPEN_FRAMING_H_
#define NIGHTMAIL_PGP_OPEN_FRAMING_H_

#include "base/bytes.h"
#include "base/result.h"

namespace nightmail::pgp {

// Checks that `message` (binary) is session key packets and then one integrity-protected encrypted
// packet that ends where the message ends. Errors: not_openpgp, not_protected, damaged (a length
// that is not that of the data).
[[nodiscard]] Result<void> check_framing(ByteView message);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_FRAMING_H_
