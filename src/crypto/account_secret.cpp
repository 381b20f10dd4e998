// SPDX-License-Identifier: Apache-2.0
#include "crypto/account_secret.h"

#include <algorithm>
#include <string>

#include "base/assert.h"
#include "crypto/errors.h"
#include "crypto/hkdf.h"
#include "crypto/sealed_blob.h"

namespace nightmail::crypto {
namespace {

constexpr std::string_view kPasswordInfo = "nightmail account secret v1";
constexpr std::string_view kPhraseInfo = "nightmail recovery wrap v1";

// Purposes of the two wrapped copies: one can't stand for the other even under equal keys.
constexpr std::string_view kUnderPassword = "account secret by password";
constexpr std::string_view kUnderPhrase = "account secret by phrase";

SecretKey32 password_key(const SecretKey64& export_key) {
  return hkdf<32>({}, export_key.expose(), as_bytes(kPasswordInfo));
}

SecretKey32 phrase_key(const SecretKey32& phrase) {
  return hkdf<32>({}, phrase.expose(), as_bytes(kPhraseInfo));
}

Result<SecretKey32> unwrap(const SecretKey32& key, std::string_view purpose, ByteView wrapped) {
  if (wrapped.size() != kWrappedSecretSize) {
    return Error(Errc::bad_length, "a wrapped account secret has 73 bytes");
  }
  TRY_ASSIGN(const PlainBytes opened, open_blob(key, purpose, {}, wrapped));
  SecretKey32 secret;
  NM_ASSERT(opened.size() == secret.expose().size());
  std::copy(opened.begin(), opened.end(), secret.expose().begin());
  return secret;
}

}  // namespace

std::string_view purpose_name(Purpose purpose) {
  switch (purpose) {
    case Purpose::openpgp_secret_key:
      return "openpgp secret key wrap";
    case Purpose::mailbox_name:
      return "mailbox names";
    case Purpose::contact:
      return "contacts";
    case Purpose::settings:
      return "settings";
    case Purpose::local_cache:
      return "local cache";
  }
  NM_ASSERT(false);
}

SecretKey32 new_account_secret(Random& random) {
  return SecretKey32(random.array<32>());
}

Bytes wrap_for_password(const SecretKey32& account_secret, const SecretKey64& export_key,
                        Random& random) {
  return seal_blob(password_key(export_key), kUnderPassword, {}, account_secret.expose(), random);
}

Result<SecretKey32> unwrap_by_password(ByteView wrapped, const SecretKey64& export_key) {
  return unwrap(password_key(export_key), kUnderPassword, wrapped);
}

Bytes wrap_for_phrase(const SecretKey32& account_secret, const SecretKey32& phrase,
                      Random& random) {
  return seal_blob(phrase_key(phrase), kUnderPhrase, {}, account_secret.expose(), random);
}

Result<SecretKey32> unwrap_by_phrase(ByteView wrapped, const SecretKey32& phrase) {
  return unwrap(phrase_key(phrase), kUnderPhrase, wrapped);
}

SecretKey32 derive_subkey(const SecretKey32& account_secret, Purpose purpose) {
  const std::string info = "nightmail " + std::string(purpose_name(purpose)) + " v1";
  return hkdf<32>({}, account_secret.expose(), as_bytes(info));
}

Bytes seal_field(const SecretKey32& account_secret, Purpose purpose, ByteView id,
                 ByteView plaintext, Random& random) {
  return seal_blob(derive_subkey(account_secret, purpose), purpose_name(purpose), id, plaintext,
                   random);
}

Result<PlainBytes> open_field(const SecretKey32& account_secret, Purpose purpose, ByteView id,
                              ByteView sealed) {
  return open_blob(derive_subkey(account_secret, purpose), purpose_name(purpose), id, sealed);
}

}  // namespace nightmail::crypto
