// SPDX-License-Identifier: Apache-2.0
//
// Primitives: the few operations of OpenSSL and libsodium that sealing needs, fetched once, with
// contexts that are used again (fetching by name for each call costs more than sealing a small
// mail). Belongs to one thread at a time; Sealer keeps a pool. Holds no key after finish() or
// forget().

#ifndef NIGHTMAIL_PGP_SEAL_PRIMITIVES_H_
#define NIGHTMAIL_PGP_SEAL_PRIMITIVES_H_

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::pgp {

template <auto Free>
struct OpensslDeleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Cipher = std::unique_ptr<EVP_CIPHER, OpensslDeleter<EVP_CIPHER_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, OpensslDeleter<EVP_CIPHER_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD, OpensslDeleter<EVP_MD_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, OpensslDeleter<EVP_MD_CTX_free>>;

inline constexpr std::size_t kSessionKeySize = 32;
inline constexpr std::size_t kSha1Size = 20;

class Primitives {
 public:
  static Result<std::unique_ptr<Primitives>> make();

  // The digest with OpenPGP number 8, 9 or 10 of `input`: at least 32 octets, rest of `out` zero.
  Result<void> hash(std::uint8_t algorithm, ByteView input, std::array<std::uint8_t, 64>& out);

  // RFC 3394 with OpenPGP cipher 7, 8 or 9 under the first octets of `kek`; `out` is 8 octets
  // longer than `plain`.
  Result<void> wrap(std::uint8_t cipher, ByteView kek, ByteView plain, MutableByteView out);

  // One encrypted stream: AES-256-CFB with a zero IV, and SHA-1 over what went in.
  Result<void> start(ByteView session_key);
  // Hashes and encrypts; `out` has room for input.size() octets. One pass in pieces that stay in
  // the first-level cache.
  Result<void> update(ByteView input, std::uint8_t* out);
  // SHA-1 over everything since start().
  Result<void> digest(std::array<std::uint8_t, kSha1Size>& out);
  // Encrypts without hashing.
  Result<void> encrypt(ByteView input, std::uint8_t* out);
  // Wipes the key schedule.
  void forget();

 private:
  Primitives() = default;
  [[nodiscard]] bool fetch();

  Digest sha1_;
  std::array<Digest, 3> kdf_digests_;
  std::array<Cipher, 3> wraps_;
  Cipher aes_cfb_;
  CipherContext cfb_context_;
  CipherContext wrap_context_;
  DigestContext sha1_context_;
  DigestContext kdf_context_;
};

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_SEAL_PRIMITIVES_H_
