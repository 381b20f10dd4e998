// SPDX-License-Identifier: Apache-2.0
#include "crypto/protected_message.h"

#include <sodium.h>

#include "crypto/errors.h"
#include "crypto/hkdf.h"
#include "crypto/sealed_blob.h"
#include "crypto/sodium_ready.h"

namespace nightmail::crypto {
namespace {

constexpr std::string_view kPurpose = "protected message";
constexpr std::size_t kMemoryOctets = 64 << 20;
constexpr unsigned long long kPasses = 3;

Result<SecretKey32> stretch(ByteView password, ByteView salt) {
  static_assert(kProtectedSaltSize == crypto_pwhash_argon2id_SALTBYTES);
  ensure_sodium();
  SecretKey32 output;
  if (crypto_pwhash_argon2id(output.expose().data(), output.expose().size(),
                             reinterpret_cast<const char*>(password.data()), password.size(),
                             salt.data(), kPasses, kMemoryOctets,
                             crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0) {
    return Error(Errc::stretch_failed, "key stretching needs more memory than there is");
  }
  return output;
}

}  // namespace

Result<ProtectedKeys> protected_keys(ByteView password, ByteView salt, ByteView link_secret) {
  if (password.empty() || salt.size() != kProtectedSaltSize ||
      link_secret.size() != kLinkSecretSize) {
    return Error(Errc::bad_length);
  }
  TRY_ASSIGN(const SecretKey32 stretched, stretch(password, salt));
  const SecretKey64 extracted = hkdf_extract(link_secret, {stretched.expose()});
  return ProtectedKeys{
      hkdf_expand<32>(extracted.expose(), {as_bytes("nightmail protected message proof v1")}),
      hkdf_expand<32>(extracted.expose(), {as_bytes("nightmail protected message key v1")})};
}

Bytes seal_protected(const SecretKey32& key, ByteView salt, ByteView payload, Random& random) {
  return seal_blob(key, kPurpose, salt, payload, random);
}

Result<PlainBytes> open_protected(const SecretKey32& key, ByteView salt, ByteView sealed) {
  return open_blob(key, kPurpose, salt, sealed);
}

}  // namespace nightmail::crypto
