// SPDX-License-Identifier: Apache-2.0
#include "crypto/signature.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sodium.h>

#include <memory>
#include <string>

#include "crypto/errors.h"
#include "crypto/sodium_ready.h"

namespace nightmail::crypto {
namespace {

constexpr std::size_t kPointSize = 65;

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Context = std::unique_ptr<EVP_PKEY_CTX, Deleter<EVP_PKEY_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;

// Null if the point is not on the curve. OpenSSL's queue of errors is left empty.
Key p256_key(ByteView point) {
  if (point.size() != kPointSize || point[0] != 0x04) return nullptr;
  std::string group = "P-256";
  Bytes octets = to_bytes(point);
  OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, octets.data(), octets.size()),
      OSSL_PARAM_construct_end()};
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* made = nullptr;
  const bool done = context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                    EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, params) == 1;
  ERR_clear_error();
  return Key(done ? made : nullptr);
}

}  // namespace

bool is_p256_point(ByteView point) {
  return p256_key(point) != nullptr;
}

Result<> verify_es256(ByteView point, ByteView message, ByteView signature) {
  const Key key = p256_key(point);
  if (!key) return Error(Errc::bad_length, "not a point of P-256");
  const Digest digest(EVP_MD_CTX_new());
  const bool right =
      digest &&
      EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
      EVP_DigestVerify(digest.get(), signature.data(), signature.size(), message.data(),
                       message.size()) == 1;
  ERR_clear_error();
  if (!right) return Error(Errc::bad_signature);
  return {};
}

Result<> verify_ed25519(ByteView public_key, ByteView message, ByteView signature) {
  ensure_sodium();
  if (public_key.size() != crypto_sign_ed25519_PUBLICKEYBYTES ||
      signature.size() != crypto_sign_ed25519_BYTES) {
    return Error(Errc::bad_length, "a key or signature of the wrong size");
  }
  if (crypto_sign_ed25519_verify_detached(signature.data(), message.data(), message.size(),
                                          public_key.data()) != 0) {
    return Error(Errc::bad_signature);
  }
  return {};
}

}  // namespace nightmail::crypto
