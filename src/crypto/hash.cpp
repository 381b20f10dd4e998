// SPDX-License-Identifier: Apache-2.0
//
// SHA-256 comes from OpenSSL, which uses the processor's own instructions on whole messages; the
// rest is libsodium's.
#include "crypto/hash.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sodium.h>

#include "base/assert.h"

namespace nightmail::crypto {
namespace {

// libsodium declares some pointers as never null, which those of empty views may be.
const std::uint8_t* not_null(ByteView bytes) {
  static constexpr std::uint8_t kNothing = 0;
  return bytes.empty() ? &kNothing : bytes.data();
}

}  // namespace

Digest32 sha256(ByteView message) {
  Digest32 digest{};
  NM_ASSERT(SHA256(message.data(), message.size(), digest.data()) != nullptr);
  return digest;
}

Digest64 sha512(ByteView message) {
  return sha512_concat({message});
}

Digest64 hmac_sha512(ByteView key, ByteView message) {
  return hmac_sha512_concat(key, {message});
}

Digest64 sha512_concat(Parts parts) {
  crypto_hash_sha512_state state;
  crypto_hash_sha512_init(&state);
  for (const ByteView part : parts) {
    crypto_hash_sha512_update(&state, not_null(part), part.size());
  }
  Digest64 digest{};
  crypto_hash_sha512_final(&state, digest.data());
  sodium_memzero(&state, sizeof state);
  return digest;
}

Digest64 hmac_sha512_concat(ByteView key, Parts parts) {
  crypto_auth_hmacsha512_state state;
  crypto_auth_hmacsha512_init(&state, not_null(key), key.size());
  for (const ByteView part : parts) {
    crypto_auth_hmacsha512_update(&state, not_null(part), part.size());
  }
  Digest64 digest{};
  crypto_auth_hmacsha512_final(&state, digest.data());
  sodium_memzero(&state, sizeof state);
  return digest;
}

bool equal_constant_time(ByteView a, ByteView b) {
  return a.size() == b.size() && sodium_memcmp(not_null(a), not_null(b), a.size()) == 0;
}

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  NM_ASSERT(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(ByteView piece) {
  NM_ASSERT(EVP_DigestUpdate(state_->context, piece.data(), piece.size()) == 1);
}

Digest32 Sha256::finish() {
  Digest32 digest{};
  NM_ASSERT(EVP_DigestFinal_ex(state_->context, digest.data(), nullptr) == 1);
  return digest;
}

}  // namespace nightmail::crypto
