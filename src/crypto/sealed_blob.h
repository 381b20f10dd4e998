// SPDX-License-Identifier: Apache-2.0
//
// Private to crypto/: the sealed blob of docs/formats/account.md:
//   0x01 || nonce (24) || XChaCha20-Poly1305 ciphertext and tag
// with associated data purpose || 0x00 || id.

#ifndef NIGHTMAIL_CRYPTO_SEALED_BLOB_H_
#define NIGHTMAIL_CRYPTO_SEALED_BLOB_H_

#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::crypto {

[[nodiscard]] Bytes seal_blob(const SecretKey32& key, std::string_view purpose, ByteView id,
                              ByteView plaintext, Random& random);
// Errc::bad_length, Errc::unknown_version, Errc::open_failed.
[[nodiscard]] Result<PlainBytes> open_blob(const SecretKey32& key, std::string_view purpose,
                                           ByteView id, ByteView sealed);

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_SEALED_BLOB_H_
