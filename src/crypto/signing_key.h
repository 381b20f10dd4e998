// SPDX-License-Identifier: Apache-2.0
//
// SigningKey: what mail is signed with on its way out (DKIM): RSA with SHA-256 (RFC 8017 §8.2,
// PKCS #1 v1.5) and Ed25519 over the SHA-256 digest (RFC 8463). Over OpenSSL. Owned by one holder,
// moved, never copied; signing is thread-safe.

#ifndef NIGHTMAIL_CRYPTO_SIGNING_KEY_H_
#define NIGHTMAIL_CRYPTO_SIGNING_KEY_H_

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/hash.h"

namespace nightmail::crypto {

enum class SigningAlgorithm : std::uint8_t { rsa_sha256, ed25519_sha256 };

class SigningKey {
 public:
  // RSA: 2048 bits.
  [[nodiscard]] static SigningKey generate(SigningAlgorithm algorithm);
  // PKCS #8 in PEM, not encrypted. Errc::bad_encoding: no key of ours.
  [[nodiscard]] static Result<SigningKey> from_pem(const SecretBytes& pem);
  ~SigningKey();
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;

  [[nodiscard]] SecretBytes to_pem() const;
  [[nodiscard]] SigningAlgorithm algorithm() const;
  // As DKIM publishes it: RSA a SubjectPublicKeyInfo, Ed25519 the 32 octets alone (RFC 8463 §4).
  [[nodiscard]] Bytes public_key() const;
  [[nodiscard]] Bytes sign(const Digest32& digest) const;

 private:
  struct State;
  explicit SigningKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// `public_key` as above, or an RSAPublicKey (RFC 6376 §3.6.1), RSA of 1024 to 4096 bits (RFC 8301
// §3.2). False for a key that is none, too.
[[nodiscard]] bool verify_digest(SigningAlgorithm algorithm, ByteView public_key,
                                 const Digest32& digest, ByteView signature);

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_SIGNING_KEY_H_
