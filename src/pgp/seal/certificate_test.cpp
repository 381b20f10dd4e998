// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/certificate.h"

#include <gtest/gtest.h>

#include "pgp/seal/errors.h"
#include "support/testdata.h"

namespace nightmail::pgp {
namespace {

constexpr Timestamp kNow{1'795'500'000'000};          // November 2026
constexpr Timestamp kJanuary2024{1'705'000'000'000};  // after the GnuPG keys were made

std::string file(const std::string& name) {
  return testing_support::read_testdata("certificates/" + name + ".asc");
}

Result<Certificate> parse(std::string_view text, Timestamp now = kNow) {
  return Certificate::parse(as_bytes(text), now);
}

// The error's name, or "ok": parses and asks for the encryption key.
std::string verdict(std::string_view text, Timestamp now = kNow) {
  const auto certificate = parse(text, now);
  if (!certificate.ok()) return std::string(certificate.error().name());
  const auto key = certificate->encryption_key(now);
  return key.ok() ? "ok" : std::string(key.error().name());
}

TEST(Certificate, SaysWhatIsInIt) {
  const auto certificate = parse(file("gnupg"));
  ASSERT_TRUE(certificate.ok()) << certificate.error().message();
  EXPECT_EQ(certificate->fingerprint().size(), 40U);
  EXPECT_EQ(certificate->user_ids(), std::vector<std::string>{"gnupg@nightmail.test"});
  EXPECT_EQ(format_utc(certificate->created()), "2024-01-01T00:00:00Z");
  EXPECT_FALSE(certificate->expires().has_value());
  const auto key = certificate->encryption_key(kNow);
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(key->algorithm, "ECDH");
  EXPECT_EQ(key->curve, "Curve25519");
}

TEST(Certificate, BinaryAndArmoredAreTheSame) {
  const auto armored = parse(file("gnupg"));
  ASSERT_TRUE(armored.ok());
  const auto binary = Certificate::parse(armored->bytes(), kNow);
  ASSERT_TRUE(binary.ok());
  EXPECT_EQ(binary->bytes(), armored->bytes());
  EXPECT_EQ(binary->fingerprint(), armored->fingerprint());
}

TEST(Certificate, EachKindGetsItsVerdict) {
  EXPECT_EQ(verdict(file("gnupg")), "ok");
  EXPECT_EQ(verdict(file("rsa")), "ok");
  EXPECT_EQ(verdict(file("p256")), "ok");
  EXPECT_EQ(verdict(file("expired")), errc_name(SealErrc::expired));
  EXPECT_EQ(verdict(file("expired-subkey")), errc_name(SealErrc::expired));
  EXPECT_EQ(verdict(file("revoked")), errc_name(SealErrc::revoked));
  EXPECT_EQ(verdict(file("revoked-subkey")), errc_name(SealErrc::revoked));
  EXPECT_EQ(verdict(file("sign-only")), errc_name(SealErrc::no_encryption_key));
  EXPECT_EQ(verdict(file("elgamal")), errc_name(SealErrc::unsupported_algorithm));
}

TEST(Certificate, ExpiryIsJudgedAtTheGivenTime) {
  EXPECT_EQ(verdict(file("expired"), kJanuary2024), "ok");
  const auto certificate = parse(file("expired"), kJanuary2024);
  ASSERT_TRUE(certificate.ok());
  EXPECT_TRUE(certificate->can_encrypt(kJanuary2024));
  EXPECT_FALSE(certificate->can_encrypt(kNow));
}

// A device whose clock is fast makes keys "in the future".
TEST(Certificate, ClocksMayDifferByADay) {
  const std::int64_t made = parse(file("gnupg"))->created().unix_ms;
  const std::int64_t hour = std::int64_t{3600} * 1000;
  EXPECT_EQ(verdict(file("gnupg"), {made - 23 * hour}), "ok");
  EXPECT_EQ(verdict(file("gnupg"), {made - 25 * hour}), errc_name(SealErrc::not_a_certificate));
}

TEST(Certificate, ExpiredSubkeyIsPassedOver) {
  const auto certificate = parse(file("two-subkeys"));
  ASSERT_TRUE(certificate.ok());
  const auto key = certificate->encryption_key(kNow);
  ASSERT_TRUE(key.ok()) << key.error().message();
  EXPECT_FALSE(key->valid_till.has_value());
}

TEST(Certificate, SecretKeysAreRefused) {
  EXPECT_EQ(verdict(file("rsa.secret")), errc_name(SealErrc::has_secret_key));
  const std::string both = to_string(parse(file("gnupg"))->bytes());
  // A secret subkey packet (tag 7) behind a good certificate.
  EXPECT_EQ(verdict(both + std::string("\xc7\x01\x04")), errc_name(SealErrc::has_secret_key));
}

TEST(Certificate, OtherBytesAreRefused) {
  const std::string good = to_string(parse(file("gnupg"))->bytes());
  const auto not_one = errc_name(SealErrc::not_a_certificate);
  EXPECT_EQ(verdict(""), not_one);
  EXPECT_EQ(verdict("hello"), not_one);
  EXPECT_EQ(verdict("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n"), not_one);
  EXPECT_EQ(verdict(good + good), not_one);
  EXPECT_EQ(verdict(good.substr(0, good.size() - 1)), not_one);
  EXPECT_EQ(verdict(testing_support::read_testdata("sealed/tiny.sealed")), not_one);
  EXPECT_EQ(verdict(std::string(std::size_t{1} << 20, '\x99')),
            errc_name(SealErrc::certificate_too_large));
}

TEST(Certificate, OversizeArmorIsRefused) {
  // Within the armor's limit, but 90 KiB of user ids once decoded.
  std::string text = to_string(parse(file("gnupg"))->bytes());
  for (int i = 0; i < 700; ++i) text += "\xcd\x80" + std::string(128, 'x');
  EXPECT_EQ(verdict(text), errc_name(SealErrc::certificate_too_large));
}

TEST(Certificate, KeyWithoutValidSelfSignatureIsRefused) {
  std::string text = to_string(parse(file("sign-only"))->bytes());
  text.back() = static_cast<char>(text.back() ^ 1);  // in the signature of the only user id
  EXPECT_EQ(verdict(text), errc_name(SealErrc::not_a_certificate));
}

TEST(Certificate, ForgedBindingOfSubkeyDoesNotCount) {
  std::string text = to_string(parse(file("gnupg"))->bytes());
  text.back() = static_cast<char>(text.back() ^ 1);  // in the signature that binds the subkey
  EXPECT_EQ(verdict(text), errc_name(SealErrc::no_encryption_key));
}

TEST(Certificate, TruncationsNeverPass) {
  const Bytes good = parse(file("gnupg"))->bytes();
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_NE(verdict(as_text(ByteView(good).first(size))), "ok") << size;
}

}  // namespace
}  // namespace nightmail::pgp
