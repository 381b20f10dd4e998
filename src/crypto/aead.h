// SPDX-License-Identifier: Apache-2.0
//
// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03): authenticated encryption under a random nonce.
// Sealed bytes are nonce (24) || ciphertext (as long as the plaintext) || tag (16).
// Free functions, thread-safe.

#ifndef NIGHTMAIL_CRYPTO_AEAD_H_
#define NIGHTMAIL_CRYPTO_AEAD_H_

#include <cstddef>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::crypto {

inline constexpr std::size_t kAeadNonceSize = 24;
inline constexpr std::size_t kAeadOverhead = kAeadNonceSize + 16;

// `associated_data` is not stored; opening needs the same bytes again.
[[nodiscard]] Bytes aead_seal(const SecretKey32& key, ByteView plaintext, ByteView associated_data,
                              Random& random);

// Errc::bad_length if too short to be sealed bytes, Errc::open_failed if they do not verify.
[[nodiscard]] Result<PlainBytes> aead_open(const SecretKey32& key, ByteView sealed,
                                           ByteView associated_data);

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_AEAD_H_
