// SPDX-License-Identifier: Apache-2.0
//
// The form of cleartext-signed text. RNP passes over what stands before and after it, and over
// header lines that hide text; this looks first. A value function. RFC 4880 §7, RFC 9580 §7.

#ifndef NIGHTMAIL_PGP_OPEN_CLEARTEXT_H_
#define NIGHTMAIL_PGP_OPEN_CLEARTEXT_H_

#include <string_view>

#include "base/result.h"

namespace nightmail::pgp {

inline constexpr std::string_view kCleartextHead = "-----BEGIN PGP SIGNED MESSAGE-----";
inline constexpr std::string_view kSignatureHead = "-----BEGIN PGP SIGNATURE-----";

// Checks that `text` is one cleartext-signed message and nothing else: the head, "Hash:" lines, an
// empty line, dash-escaped text, armored signatures, blank lines. Error: not_openpgp.
[[nodiscard]] Result<void> check_cleartext(std::string_view text);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_CLEARTEXT_H_
