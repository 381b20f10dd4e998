// SPDX-License-Identifier: Apache-2.0
//
// Opening by a session key alone, which RNP 0.16 can't: the message is given a packet that holds
// the session key under a password that everybody knows, and never leaves this process. Value
// functions. RFC 4880 §5.3, §3.7.1.2.

#ifndef NIGHTMAIL_PGP_OPEN_SESSION_KEY_MESSAGE_H_
#define NIGHTMAIL_PGP_OPEN_SESSION_KEY_MESSAGE_H_

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::pgp {

inline constexpr std::string_view kPublicPassword = "nightmail";

struct KnownSessionKey {
  std::uint8_t cipher = 0;  // its number in RFC 4880 §9.2
  SecretBytes key;
};

// "9:HEX", as `gpg --show-session-key` and Stateless OpenPGP write it; blanks at the end do not
// matter. Error: not_a_session_key.
[[nodiscard]] Result<KnownSessionKey> parse_session_key(std::string_view text);

// `message` (binary, well framed) as one that kPublicPassword opens. Error: open_library.
[[nodiscard]] Result<PlainBytes> with_session_key(ByteView message, const KnownSessionKey& key);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_SESSION_KEY_MESSAGE_H_
