// SPDX-License-Identifier: Apache-2.0
#include "crypto/signing_key.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/assert.h"
#include "crypto/errors.h"

namespace nightmail::crypto {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free>;
using Bio = std::unique_ptr<BIO, Free>;

constexpr int kRsaBits = 2048;
constexpr int kLeastRsaBits = 1024;
constexpr int kMostRsaBits = 4096;

bool is_ed25519(const EVP_PKEY* key) {
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519;
}
bool is_rsa(const EVP_PKEY* key) {
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
}

// Signs or verifies a digest that is made already.
KeyContext digest_context(EVP_PKEY* key, int (*begin)(EVP_PKEY_CTX*)) {
  KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
  const bool ready = context && begin(context.get()) == 1 &&
                     EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
                     EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) == 1;
  return ready ? std::move(context) : nullptr;
}

Bytes sign_rsa(EVP_PKEY* key, const Digest32& digest) {
  const KeyContext context = digest_context(key, EVP_PKEY_sign_init);
  std::size_t size = 0;
  NM_ASSERT(context &&
            EVP_PKEY_sign(context.get(), nullptr, &size, digest.data(), digest.size()) == 1);
  Bytes signature(size);
  NM_ASSERT(EVP_PKEY_sign(context.get(), signature.data(), &size, digest.data(), digest.size()) ==
            1);
  signature.resize(size);
  return signature;
}

Bytes sign_ed25519(EVP_PKEY* key, const Digest32& digest) {
  const DigestContext context(EVP_MD_CTX_new());
  NM_ASSERT(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key) == 1);
  std::size_t size = 64;
  Bytes signature(size);
  NM_ASSERT(EVP_DigestSign(context.get(), signature.data(), &size, digest.data(), digest.size()) ==
            1);
  return signature;
}

Key rsa_public_key(ByteView der) {
  const std::uint8_t* at = der.data();
  Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
  if (!key) {
    at = der.data();
    key.reset(d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, static_cast<long>(der.size())));
  }
  ERR_clear_error();
  if (!key || !is_rsa(key.get())) return nullptr;
  const int bits = EVP_PKEY_get_bits(key.get());
  return bits >= kLeastRsaBits && bits <= kMostRsaBits ? std::move(key) : nullptr;
}

bool verify_rsa(ByteView public_key, const Digest32& digest, ByteView signature) {
  const Key key = rsa_public_key(public_key);
  if (!key) return false;
  const KeyContext context = digest_context(key.get(), EVP_PKEY_verify_init);
  const bool good = context && EVP_PKEY_verify(context.get(), signature.data(), signature.size(),
                                               digest.data(), digest.size()) == 1;
  ERR_clear_error();
  return good;
}

bool verify_ed25519(ByteView public_key, const Digest32& digest, ByteView signature) {
  const Key key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key.data(), public_key.size()));
  const DigestContext context(EVP_MD_CTX_new());
  const bool good =
      key && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), digest.data(),
                       digest.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace

struct SigningKey::State {
  Key key;
};

SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;

SigningKey SigningKey::generate(SigningAlgorithm algorithm) {
  EVP_PKEY* made = algorithm == SigningAlgorithm::rsa_sha256
                       ? EVP_RSA_gen(kRsaBits)
                       : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  NM_ASSERT(made != nullptr);
  return SigningKey(std::make_unique<State>(State{Key(made)}));
}

Result<SigningKey> SigningKey::from_pem(const SecretBytes& pem) {
  const auto& text = pem.expose();
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (!key || (!is_rsa(key.get()) && !is_ed25519(key.get())))
    return Error(Errc::bad_encoding, "not a PEM file with an RSA or Ed25519 private key");
  return SigningKey(std::make_unique<State>(State{std::move(key)}));
}

SecretBytes SigningKey::to_pem() const {
  const Bio bio(BIO_new(BIO_s_secmem()));
  NM_ASSERT(PEM_write_bio_PKCS8PrivateKey(bio.get(), state_->key.get(), nullptr, nullptr, 0,
                                          nullptr, nullptr) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return secret_from(as_bytes(std::string_view(text, static_cast<std::size_t>(size))));
}

SigningAlgorithm SigningKey::algorithm() const {
  return is_ed25519(state_->key.get()) ? SigningAlgorithm::ed25519_sha256
                                       : SigningAlgorithm::rsa_sha256;
}

Bytes SigningKey::public_key() const {
  if (is_ed25519(state_->key.get())) {
    Bytes raw(32);
    std::size_t size = raw.size();
    NM_ASSERT(EVP_PKEY_get_raw_public_key(state_->key.get(), raw.data(), &size) == 1);
    return raw;
  }
  std::uint8_t* der = nullptr;
  const int size = i2d_PUBKEY(state_->key.get(), &der);
  NM_ASSERT(size > 0);
  Bytes bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}

Bytes SigningKey::sign(const Digest32& digest) const {
  return is_ed25519(state_->key.get()) ? sign_ed25519(state_->key.get(), digest)
                                       : sign_rsa(state_->key.get(), digest);
}

bool verify_digest(SigningAlgorithm algorithm, ByteView public_key, const Digest32& digest,
                   ByteView signature) {
  return algorithm == SigningAlgorithm::ed25519_sha256
             ? verify_ed25519(public_key, digest, signature)
             : verify_rsa(public_key, digest, signature);
}

}  // namespace nightmail::crypto
