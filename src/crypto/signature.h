// SPDX-License-Identifier: Apache-2.0
//
// Verifying signatures of security keys: ECDSA over P-256 with SHA-256 (FIPS 186-5), over OpenSSL,
// and Ed25519 (RFC 8032), over libsodium. Free functions, thread-safe. Inputs are hostile.

#ifndef NIGHTMAIL_CRYPTO_SIGNATURE_H_
#define NIGHTMAIL_CRYPTO_SIGNATURE_H_

#include "base/bytes.h"
#include "base/result.h"

namespace nightmail::crypto {

// True if `point` is an uncompressed point (0x04 || x || y) on the curve.
[[nodiscard]] bool is_p256_point(ByteView point);

// `signature` is DER. Errc::bad_length (the point is none), Errc::bad_signature.
[[nodiscard]] Result<> verify_es256(ByteView point, ByteView message, ByteView signature);

// Errc::bad_length, Errc::bad_signature.
[[nodiscard]] Result<> verify_ed25519(ByteView public_key, ByteView message, ByteView signature);

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_SIGNATURE_H_
