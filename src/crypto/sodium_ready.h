// SPDX-License-Identifier: Apache-2.0
//
// Private to crypto/. libsodium picks the fastest code for this processor when it is initialised.

#ifndef NIGHTMAIL_CRYPTO_SODIUM_READY_H_
#define NIGHTMAIL_CRYPTO_SODIUM_READY_H_

namespace nightmail::crypto {

// Cheap after the first call; thread-safe. Call it before any libsodium function that has several
// implementations (Argon2id, ChaCha20, Poly1305).
void ensure_sodium();

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_SODIUM_READY_H_
