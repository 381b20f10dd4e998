// SPDX-License-Identifier: Apache-2.0
#include "crypto/aead.h"

#include <sodium.h>

#include "crypto/errors.h"
#include "crypto/sodium_ready.h"

namespace nightmail::crypto {

static_assert(kAeadNonceSize == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(kAeadOverhead == kAeadNonceSize + crypto_aead_xchacha20poly1305_ietf_ABYTES);

Bytes aead_seal(const SecretKey32& key, ByteView plaintext, ByteView associated_data,
                Random& random) {
  ensure_sodium();
  Bytes sealed(plaintext.size() + kAeadOverhead);
  random.fill(MutableByteView(sealed).first(kAeadNonceSize));
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      sealed.data() + kAeadNonceSize, nullptr, plaintext.data(), plaintext.size(),
      associated_data.data(), associated_data.size(), nullptr, sealed.data(), key.expose().data());
  return sealed;
}

Result<PlainBytes> aead_open(const SecretKey32& key, ByteView sealed, ByteView associated_data) {
  ensure_sodium();
  if (sealed.size() < kAeadOverhead) return Error(Errc::bad_length, "sealed bytes are too short");
  const ByteView body = sealed.subspan(kAeadNonceSize);
  PlainBytes plaintext(sealed.size() - kAeadOverhead);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          plaintext.data(), nullptr, nullptr, body.data(), body.size(), associated_data.data(),
          associated_data.size(), sealed.data(), key.expose().data()) != 0) {
    return Error(Errc::open_failed);
  }
  return plaintext;
}

}  // namespace nightmail::crypto
