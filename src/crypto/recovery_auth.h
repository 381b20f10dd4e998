// SPDX-License-Identifier: Apache-2.0
//
// How someone without a password shows the server that they hold the recovery phrase: an Ed25519
// key (RFC 8032) derived from the phrase. The server keeps the public key and lets it sign a
// challenge. docs/formats/account.md gives each byte. Free functions, thread-safe.

#ifndef NIGHTMAIL_CRYPTO_RECOVERY_AUTH_H_
#define NIGHTMAIL_CRYPTO_RECOVERY_AUTH_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::crypto {

inline constexpr std::size_t kRecoveryChallengeSize = 32;

using RecoveryPublicKey = std::array<std::uint8_t, 32>;
using RecoverySignature = std::array<std::uint8_t, 64>;

// Device side. `phrase` is the entropy of a recovery phrase (recovery_phrase.h).
[[nodiscard]] RecoveryPublicKey recovery_public_key(const SecretKey32& phrase);
// Errc::bad_length unless the challenge has 32 bytes.
[[nodiscard]] Result<RecoverySignature> recovery_sign(const SecretKey32& phrase,
                                                      ByteView challenge);

// Server side. A challenge is 32 fresh random bytes, for one account, used once, for a short time.
// Errc::bad_length for inputs of a wrong size, Errc::bad_signature.
[[nodiscard]] Result<void> recovery_verify(ByteView public_key, ByteView challenge,
                                           ByteView signature);

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_RECOVERY_AUTH_H_
