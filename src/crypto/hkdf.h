// SPDX-License-Identifier: Apache-2.0
//
// HKDF (RFC 5869) over HMAC-SHA-512: keys from a secret, told apart by an info string.
// Free functions, thread-safe.

#ifndef NIGHTMAIL_CRYPTO_HKDF_H_
#define NIGHTMAIL_CRYPTO_HKDF_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/secret.h"
#include "crypto/hash.h"

namespace nightmail::crypto {

// RFC 5869 §2.2. An empty salt equals 64 zero bytes. `secret` is the parts joined.
[[nodiscard]] SecretKey64 hkdf_extract(ByteView salt, Parts secret);

// RFC 5869 §2.3, into `out` (at most 255 * 64 bytes, asserted). `info` is the parts joined.
void hkdf_expand(ByteView pseudorandom_key, Parts info, MutableByteView out);

template <std::size_t N>
[[nodiscard]] Secret<std::array<std::uint8_t, N>> hkdf_expand(ByteView pseudorandom_key,
                                                              Parts info) {
  Secret<std::array<std::uint8_t, N>> key;
  hkdf_expand(pseudorandom_key, info, key.expose());
  return key;
}

// Extract and expand in one step.
template <std::size_t N>
[[nodiscard]] Secret<std::array<std::uint8_t, N>> hkdf(ByteView salt, ByteView secret,
                                                       ByteView info) {
  return hkdf_expand<N>(hkdf_extract(salt, {secret}).expose(), {info});
}

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_HKDF_H_
