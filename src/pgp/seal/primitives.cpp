// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/primitives.h"

#include <algorithm>

#include "pgp/seal/errors.h"

namespace nightmail::pgp {
namespace {

constexpr std::size_t kPiece = 16 * 1024;
constexpr std::uint8_t kFirstDigest = 8;
constexpr std::uint8_t kFirstWrap = 7;

Error failed(const char* what) {
  return {SealErrc::library, what};
}

}  // namespace

Result<std::unique_ptr<Primitives>> Primitives::make() {
  std::unique_ptr<Primitives> made(new Primitives());
  if (!made->fetch()) return failed("OpenSSL lacks an algorithm");
  return made;
}

bool Primitives::fetch() {
  static constexpr std::array kDigestNames = {"SHA256", "SHA384", "SHA512"};
  static constexpr std::array kWrapNames = {"AES-128-WRAP", "AES-192-WRAP", "AES-256-WRAP"};
  bool ok = true;
  for (std::size_t i = 0; i < kDigestNames.size(); ++i) {
    kdf_digests_[i].reset(EVP_MD_fetch(nullptr, kDigestNames[i], nullptr));
    wraps_[i].reset(EVP_CIPHER_fetch(nullptr, kWrapNames[i], nullptr));
    ok = ok && kdf_digests_[i] && wraps_[i];
  }
  sha1_.reset(EVP_MD_fetch(nullptr, "SHA1", nullptr));
  aes_cfb_.reset(EVP_CIPHER_fetch(nullptr, "AES-256-CFB", nullptr));
  cfb_context_.reset(EVP_CIPHER_CTX_new());
  wrap_context_.reset(EVP_CIPHER_CTX_new());
  sha1_context_.reset(EVP_MD_CTX_new());
  kdf_context_.reset(EVP_MD_CTX_new());
  ok = ok && sha1_ && aes_cfb_ && cfb_context_ && wrap_context_ && sha1_context_ && kdf_context_;
  if (ok) EVP_CIPHER_CTX_set_flags(wrap_context_.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  return ok;
}

Result<void> Primitives::hash(std::uint8_t algorithm, ByteView input,
                              std::array<std::uint8_t, 64>& out) {
  out.fill(0);
  const EVP_MD* digest = kdf_digests_.at(algorithm - kFirstDigest).get();
  EVP_MD_CTX* context = kdf_context_.get();
  const bool ok = EVP_DigestInit_ex2(context, digest, nullptr) == 1 &&
                  EVP_DigestUpdate(context, input.data(), input.size()) == 1 &&
                  EVP_DigestFinal_ex(context, out.data(), nullptr) == 1;
  if (!ok) return failed("digest");
  return {};
}

Result<void> Primitives::wrap(std::uint8_t cipher, ByteView kek, ByteView plain,
                              MutableByteView out) {
  NM_ASSERT(out.size() == plain.size() + 8);
  const EVP_CIPHER* wrap = wraps_.at(cipher - kFirstWrap).get();
  NM_ASSERT(kek.size() >= static_cast<std::size_t>(EVP_CIPHER_get_key_length(wrap)));
  EVP_CIPHER_CTX* context = wrap_context_.get();
  int written = 0;
  const bool ok = EVP_EncryptInit_ex2(context, wrap, kek.data(), nullptr, nullptr) == 1 &&
                  EVP_EncryptUpdate(context, out.data(), &written, plain.data(),
                                    static_cast<int>(plain.size())) == 1 &&
                  static_cast<std::size_t>(written) == out.size();
  if (!ok) return failed("key wrap");
  return {};
}

Result<void> Primitives::start(ByteView session_key) {
  NM_ASSERT(session_key.size() == kSessionKeySize);
  static constexpr std::array<std::uint8_t, 16> kZeroIv{};
  const bool ok = EVP_EncryptInit_ex2(cfb_context_.get(), aes_cfb_.get(), session_key.data(),
                                      kZeroIv.data(), nullptr) == 1 &&
                  EVP_DigestInit_ex2(sha1_context_.get(), sha1_.get(), nullptr) == 1;
  if (!ok) return failed("AES-256-CFB");
  return {};
}

Result<void> Primitives::update(ByteView input, std::uint8_t* out) {
  while (!input.empty()) {
    const ByteView piece = input.first(std::min(kPiece, input.size()));
    if (EVP_DigestUpdate(sha1_context_.get(), piece.data(), piece.size()) != 1)
      return failed("SHA-1");
    TRY(encrypt(piece, out));
    out += piece.size();
    input = input.subspan(piece.size());
  }
  return {};
}

Result<void> Primitives::digest(std::array<std::uint8_t, kSha1Size>& out) {
  if (EVP_DigestFinal_ex(sha1_context_.get(), out.data(), nullptr) != 1) return failed("SHA-1");
  return {};
}

Result<void> Primitives::encrypt(ByteView input, std::uint8_t* out) {
  int written = 0;
  const bool ok = EVP_EncryptUpdate(cfb_context_.get(), out, &written, input.data(),
                                    static_cast<int>(input.size())) == 1 &&
                  static_cast<std::size_t>(written) == input.size();
  if (!ok) return failed("AES-256-CFB");
  return {};
}

void Primitives::forget() {
  EVP_CIPHER_CTX_reset(cfb_context_.get());
  EVP_CIPHER_CTX_reset(wrap_context_.get());
  EVP_CIPHER_CTX_set_flags(wrap_context_.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  EVP_MD_CTX_reset(sha1_context_.get());
  EVP_MD_CTX_reset(kdf_context_.get());
}

}  // namespace nightmail::pgp
