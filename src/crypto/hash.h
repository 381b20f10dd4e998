// SPDX-License-Identifier: Apache-2.0
//
// SHA-256, SHA-512 (FIPS 180-4), HMAC-SHA-512 (RFC 2104) and comparison in constant time.
// Free functions, thread-safe. A Sha256 belongs to one owner and one thread at a time.
// For results that are secret, build the holder around the call: SecretKey64(hmac_sha512(...)).

#ifndef NIGHTMAIL_CRYPTO_HASH_H_
#define NIGHTMAIL_CRYPTO_HASH_H_

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>

#include "base/bytes.h"
#include "base/secret.h"

namespace nightmail::crypto {

using Digest32 = std::array<std::uint8_t, 32>;
using Digest64 = std::array<std::uint8_t, 64>;
using SecretKey64 = Secret<std::array<std::uint8_t, 64>>;
using Parts = std::initializer_list<ByteView>;

[[nodiscard]] Digest32 sha256(ByteView message);
[[nodiscard]] Digest64 sha512(ByteView message);
[[nodiscard]] Digest64 hmac_sha512(ByteView key, ByteView message);

// The same over the parts, one after another, without joining them in memory.
[[nodiscard]] Digest64 sha512_concat(Parts parts);
[[nodiscard]] Digest64 hmac_sha512_concat(ByteView key, Parts parts);

// Time depends on the lengths only, which are taken to be public.
[[nodiscard]] bool equal_constant_time(ByteView a, ByteView b);

// SHA-256 of a message that comes in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(ByteView piece);
  // Call once, last.
  [[nodiscard]] Digest32 finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_HASH_H_
