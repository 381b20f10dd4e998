// SPDX-License-Identifier: Apache-2.0
#include "crypto/sha1.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "base/assert.h"

namespace nightmail::crypto {

Digest20 sha1(ByteView message) {
  Digest20 digest{};
  NM_ASSERT(SHA1(message.data(), message.size(), digest.data()) != nullptr);
  return digest;
}

Digest20 hmac_sha1(ByteView key, ByteView message) {
  static constexpr std::uint8_t kNothing = 0;  // a null key would mean "the key of last time"
  Digest20 digest{};
  unsigned size = 0;
  NM_ASSERT(HMAC(EVP_sha1(), key.empty() ? &kNothing : key.data(), static_cast<int>(key.size()),
                 message.data(), message.size(), digest.data(), &size) != nullptr);
  NM_ASSERT(size == digest.size());
  return digest;
}

}  // namespace nightmail::crypto
