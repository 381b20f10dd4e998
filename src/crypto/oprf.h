// SPDX-License-Identifier: Apache-2.0
//
// The group ristretto255 (RFC 9496) and the oblivious pseudorandom function on it: RFC 9497, suite
// ristretto255-SHA512, mode OPRF. OPAQUE (opaque_client.h, opaque_server.h) is built on this.
// Free functions, thread-safe, in constant time of their secrets.

#ifndef NIGHTMAIL_CRYPTO_OPRF_H_
#define NIGHTMAIL_CRYPTO_OPRF_H_

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/hash.h"

namespace nightmail::crypto::oprf {

using Element = std::array<std::uint8_t, 32>;  // canonical and not the identity, once parsed
using Scalar = SecretKey32;                    // canonical and not zero

// Errc::bad_element unless 32 bytes that are canonical and not the identity (RFC 9497 §4.1).
[[nodiscard]] Result<Element> parse_element(ByteView bytes);
// Errc::bad_element unless 32 bytes, little-endian, 0 < value < group order.
[[nodiscard]] Result<Scalar> parse_scalar(ByteView bytes);

// Uniform: draws 32 bytes and keeps the lower 253 bits until they are a scalar.
[[nodiscard]] Scalar random_scalar(Random& random);
// DeriveKeyPair of RFC 9497 §3.2.1; `seed` has 32 bytes.
[[nodiscard]] Scalar derive_private_key(ByteView seed, ByteView info);
[[nodiscard]] Element public_key_of(const Scalar& private_key);

// The element times the scalar: a Diffie-Hellman value. Errc::bad_element for a bad element.
[[nodiscard]] Result<SecretKey32> multiply(const Scalar& scalar, const Element& element);

// The three steps of RFC 9497 §3.3.1. `input` has at most 65535 bytes (Errc::bad_length).
[[nodiscard]] Result<Element> blind(ByteView input, const Scalar& blind);
[[nodiscard]] Result<Element> blind_evaluate(const Scalar& key, const Element& blinded);
[[nodiscard]] Result<SecretKey64> finalize(ByteView input, const Scalar& blind,
                                           const Element& evaluated);

}  // namespace nightmail::crypto::oprf

#endif  // NIGHTMAIL_CRYPTO_OPRF_H_
