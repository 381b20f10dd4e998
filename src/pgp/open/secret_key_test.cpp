// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/secret_key.h"

#include <gtest/gtest.h>

#include "pgp/open/errors.h"
#include "support/testdata.h"

namespace nightmail::pgp {
namespace {

constexpr Timestamp kNow{1'795'500'000'000};

Result<SecretKey> generate(std::string_view name, std::string_view address) {
  return SecretKey::generate(name, address, kNow);
}

TEST(SecretKey, GeneratedKeyIsAsPromised) {
  const auto key = generate("Anna Ünal", "anna@nightmail.test");
  ASSERT_TRUE(key.ok()) << key.error().message();
  const Certificate& certificate = key->certificate();
  EXPECT_EQ(certificate.user_ids(), std::vector<std::string>{"Anna Ünal <anna@nightmail.test>"});
  EXPECT_EQ(certificate.created(), kNow);
  EXPECT_FALSE(certificate.expires().has_value());
  const auto encryption = certificate.encryption_key(kNow);
  ASSERT_TRUE(encryption.ok());
  EXPECT_EQ(encryption->curve, "Curve25519");
  EXPECT_NE(encryption->fingerprint, certificate.fingerprint());
}

TEST(SecretKey, UserIdWithoutName) {
  const auto key = generate("", "anna@nightmail.test");
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(key->certificate().user_ids(), std::vector<std::string>{"<anna@nightmail.test>"});
}

// RNP makes no longer user ids than this.
TEST(SecretKey, UserIdHas128OctetsAtMost) {
  const std::string address = "a@" + std::string(124, 'b');
  ASSERT_TRUE(generate("", address).ok());
  EXPECT_TRUE(generate("", address + "c").error().is(OpenErrc::invalid_user_id));
  EXPECT_TRUE(generate("Anna", address).error().is(OpenErrc::invalid_user_id));
}

TEST(SecretKey, UserIdsThatMislead) {
  for (const char* address : {"", "anna", "a<b@c", "a@b>", "a@b\n"})
    EXPECT_TRUE(generate("", address).error().is(OpenErrc::invalid_user_id)) << address;
  EXPECT_TRUE(generate("Anna <x@y>", "a@b").error().is(OpenErrc::invalid_user_id));
}

TEST(SecretKey, BytesReadBackAreTheSameKey) {
  const auto key = generate("Anna", "anna@nightmail.test");
  ASSERT_TRUE(key.ok());
  const auto again = SecretKey::parse(key->bytes().expose(), "", kNow);
  ASSERT_TRUE(again.ok()) << again.error().message();
  EXPECT_EQ(again->fingerprint(), key->fingerprint());
  EXPECT_EQ(again->bytes().expose(), key->bytes().expose());
  EXPECT_EQ(again->certificate().bytes(), key->certificate().bytes());
}

TEST(SecretKey, ProtectedExportNeedsItsPassphrase) {
  const auto key = generate("Anna", "anna@nightmail.test");
  ASSERT_TRUE(key.ok());
  const auto text = key->export_protected("correct horse");
  ASSERT_TRUE(text.ok()) << text.error().message();
  EXPECT_TRUE(text->starts_with("-----BEGIN PGP PRIVATE KEY BLOCK-----"));
  EXPECT_TRUE(
      SecretKey::parse(as_bytes(*text), "wrong", kNow).error().is(OpenErrc::wrong_passphrase));
  const auto again = SecretKey::parse(as_bytes(*text), "correct horse", kNow);
  ASSERT_TRUE(again.ok()) << again.error().message();
  EXPECT_EQ(again->fingerprint(), key->fingerprint());
  EXPECT_FALSE(key->export_protected("").ok());
}

TEST(SecretKey, UnprotectedExportIsArmored) {
  const auto key = generate("Anna", "anna@nightmail.test");
  ASSERT_TRUE(key.ok());
  const auto text = key->export_unprotected();
  ASSERT_TRUE(text.ok());
  const auto again = SecretKey::parse(text->expose(), "", kNow);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->bytes().expose(), key->bytes().expose());
}

TEST(SecretKey, CertificatesAndNoiseAreNoSecretKeys) {
  const std::string certificate = testing_support::read_testdata("certificates/gnupg.asc");
  for (const std::string_view text :
       {std::string_view(certificate), std::string_view(""), std::string_view("hello")})
    EXPECT_TRUE(SecretKey::parse(as_bytes(text), "", kNow).error().is(OpenErrc::not_a_secret_key));
}

TEST(SecretKey, OtherVersionsAreUnsupported) {
  for (const char version : {3, 5, 6}) {
    const std::string key = std::string("\xc5\x07") + version + "\x01\x01\x01\x01\x1bx";
    EXPECT_TRUE(SecretKey::parse(as_bytes(key), "", kNow).error().is(OpenErrc::unsupported));
  }
}

TEST(SecretKey, ArmoredCertificateParses) {
  const auto key = generate("Anna", "anna@nightmail.test");
  ASSERT_TRUE(key.ok());
  const auto text = armored(key->certificate());
  ASSERT_TRUE(text.ok());
  const auto again = Certificate::parse(as_bytes(*text), kNow);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->bytes(), key->certificate().bytes());
}

}  // namespace
}  // namespace nightmail::pgp
