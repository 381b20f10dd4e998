// SPDX-License-Identifier: Apache-2.0
#include <sodium.h>

#include "crypto/errors.h"
#include "crypto/opaque.h"
#include "crypto/sodium_ready.h"

namespace nightmail::crypto::opaque {

Result<SecretKey64> Argon2idKsf::stretch(const SecretKey64& input) const {
  static constexpr std::array<std::uint8_t, crypto_pwhash_argon2id_SALTBYTES> kNoSalt{};
  ensure_sodium();
  const auto& key = input.expose();
  SecretKey64 output;
  if (crypto_pwhash_argon2id(output.expose().data(), output.expose().size(),
                             reinterpret_cast<const char*>(key.data()), key.size(), kNoSalt.data(),
                             passes_, memory_bytes_, crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0) {
    return Error(Errc::stretch_failed, "key stretching needs more memory than there is");
  }
  return output;
}

}  // namespace nightmail::crypto::opaque
