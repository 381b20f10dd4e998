// SPDX-License-Identifier: Apache-2.0
//
// A fresh AES-256 session key and the packet that carries it to one Curve25519 key: public-key
// encrypted session key, version 3. Value functions; no owner or thread rule beyond Primitives'.
// RFC 4880 §5.1, RFC 6637 §6-§8.

#ifndef NIGHTMAIL_PGP_SEAL_SESSION_KEY_H_
#define NIGHTMAIL_PGP_SEAL_SESSION_KEY_H_

#include <array>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "pgp/seal/ecdh_key.h"
#include "pgp/seal/primitives.h"

namespace nightmail::pgp {

// Header 2, version 1, key id 8, algorithm 1, ephemeral point 35, length 1, wrapped key 48.
inline constexpr std::size_t kPkeskSize = 96;

struct SessionKey {
  SecretKey32 key;
  std::array<std::uint8_t, kPkeskSize> pkesk{};  // the whole packet
};

// Errors: unsupported_algorithm (a point of low order), library.
[[nodiscard]] Result<SessionKey> make_session_key(const EcdhKey& to, Random& random,
                                                  Primitives& primitives);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_SEAL_SESSION_KEY_H_
