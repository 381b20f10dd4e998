// SPDX-License-Identifier: Apache-2.0
#include "pgp/write/encryptor.h"

#include <gtest/gtest.h>

#include <array>

#include "crypto/encoding.h"
#include "pgp/open/errors.h"
#include "pgp/open/opener.h"
#include "pgp/seal/errors.h"
#include "pgp/write/errors.h"
#include "support/pgp_keys.h"

namespace nightmail::pgp {
namespace {

constexpr std::string_view kText = "Hello Anna\r\n";

Result<PlainBytes> open_with(const SecretKey& key, ByteView message) {
  Opener opener;
  TRY(opener.add(key));
  return opener.open(message);
}

TEST(Encryptor, EveryRecipientOpensIt) {
  const std::vector<SecretKey> keys = [] {
    std::vector<SecretKey> made;
    made.push_back(make_key("Anna"));
    made.push_back(read_secret("rsa"));
    made.push_back(read_secret("p256"));
    return made;
  }();
  Encryptor encryptor(kTestNow);
  for (const SecretKey& key : keys) ASSERT_TRUE(encryptor.add_recipient(key.certificate()).ok());
  for (const std::size_t size : {0U, 1U, 500U, 100'000U}) {
    const std::string plain(size, 'x');
    const auto message = encryptor.encrypt(as_bytes(plain));
    ASSERT_TRUE(message.ok()) << message.error().message();
    for (const SecretKey& key : keys) {
      const auto opened = open_with(key, *message);
      ASSERT_TRUE(opened.ok()) << opened.error().message();
      EXPECT_EQ(to_string(*opened), plain);
    }
    EXPECT_TRUE(open_with(make_key("Eve"), *message).error().is(OpenErrc::not_for_this_key));
  }
}

TEST(Encryptor, HiddenRecipientsAreNotNamedAndOpenIt) {
  const SecretKey shown = make_key("Anna");
  const SecretKey hidden = make_key("Ben");
  const SecretKey other = make_key("Eve");
  Encryptor encryptor(kTestNow);
  ASSERT_TRUE(encryptor.add_recipient(shown.certificate()).ok());
  ASSERT_TRUE(encryptor.add_recipient(hidden.certificate(), RecipientName::hidden).ok());
  const auto message = encryptor.encrypt(as_bytes(kText));
  ASSERT_TRUE(message.ok());
  const std::string hex = crypto::hex_encode(*message);
  const auto id_of = [](const SecretKey& key) {
    const auto id = crypto::hex_decode(key.certificate().encryption_key(kTestNow)->fingerprint);
    return crypto::hex_encode(*id).substr(24);
  };
  EXPECT_NE(hex.find(id_of(shown)), std::string::npos);
  EXPECT_EQ(hex.find(id_of(hidden)), std::string::npos);
  for (const SecretKey& key : {shown.copy(), hidden.copy()}) {
    const auto opened = open_with(key, *message);
    ASSERT_TRUE(opened.ok()) << opened.error().message();
    EXPECT_EQ(to_string(*opened), kText);
  }
  EXPECT_TRUE(open_with(other, *message).error().is(OpenErrc::not_for_this_key));
}

TEST(Encryptor, PasswordsOpenIt) {
  Encryptor encryptor(kTestNow);
  EXPECT_TRUE(encryptor.add_password("").error().is(WriteErrc::empty_password));
  ASSERT_TRUE(encryptor.add_password("night train").ok());
  ASSERT_TRUE(encryptor.add_password("Grüße").ok());
  const auto message = encryptor.encrypt_armored(as_bytes(kText));
  ASSERT_TRUE(message.ok()) << message.error().message();
  for (const std::string_view password : {"night train", "Grüße"}) {
    Opener opener;
    opener.add_password("another");
    opener.add_password(password);
    const auto opened = opener.open(as_bytes(*message));
    ASSERT_TRUE(opened.ok()) << opened.error().message();
    EXPECT_EQ(to_string(*opened), kText);
  }
  Opener wrong;
  wrong.add_password("wrong");
  const auto refused = wrong.open(as_bytes(*message));
  EXPECT_TRUE(refused.error().is(OpenErrc::not_for_this_key)) << refused.error().message();
}

TEST(Encryptor, SignedInside) {
  const SecretKey anna = make_key("Anna");
  const SecretKey ben = make_key("Ben");
  Encryptor encryptor(kTestNow);
  ASSERT_TRUE(encryptor.add_recipient(anna.certificate()).ok());
  ASSERT_TRUE(encryptor.add_signer(ben).ok());
  const auto message = encryptor.encrypt_armored(as_bytes(kText));
  ASSERT_TRUE(message.ok());
  EXPECT_TRUE(message->starts_with("-----BEGIN PGP MESSAGE-----\r\n\r\n"));
  Opener opener;
  ASSERT_TRUE(opener.add(anna).ok());
  const auto status = [&](std::span<const Certificate> candidates) -> std::string {
    const auto opened = opener.open_and_verify(as_bytes(*message), candidates, kTestNow);
    if (!opened.ok()) return opened.error().message();
    if (to_string(opened->plain) != kText || opened->signatures.size() != 1) return "?";
    return std::string(status_name(opened->signatures[0].status));
  };
  EXPECT_EQ(status(std::array{ben.certificate()}), "good");
  EXPECT_EQ(status({}), "unknown-key");
  EXPECT_EQ(status(std::array{anna.certificate()}), "unknown-key");
}

// Candidates of one call are none in the next; the opener's own key is none unless it is named.
TEST(Encryptor, OwnSignatureCountsOnlyForCandidates) {
  const SecretKey anna = make_key("Anna");
  Encryptor encryptor(kTestNow);
  ASSERT_TRUE(encryptor.add_recipient(anna.certificate()).ok());
  ASSERT_TRUE(encryptor.add_signer(anna).ok());
  const auto message = encryptor.encrypt(as_bytes(kText));
  ASSERT_TRUE(message.ok());
  Opener opener;
  ASSERT_TRUE(opener.add(anna).ok());
  const std::array own = {anna.certificate()};
  const auto named = opener.open_and_verify(*message, own, kTestNow);
  const auto unnamed = opener.open_and_verify(*message, {}, kTestNow);
  ASSERT_TRUE(named.ok() && unnamed.ok());
  EXPECT_EQ(named->signatures.at(0).status, SignatureStatus::good);
  EXPECT_EQ(unnamed->signatures.at(0).status, SignatureStatus::unknown_key);
}

TEST(Encryptor, RefusesCertificatesThatCannotBeWrittenTo) {
  Encryptor encryptor(kTestNow);
  EXPECT_TRUE(encryptor.add_recipient(read_certificate("expired")).error().is(SealErrc::expired));
  EXPECT_TRUE(encryptor.add_recipient(read_certificate("revoked")).error().is(SealErrc::revoked));
  EXPECT_TRUE(
      encryptor.add_recipient(read_certificate("expired-subkey")).error().is(SealErrc::expired));
  EXPECT_TRUE(encryptor.add_recipient(read_certificate("sign-only"))
                  .error()
                  .is(SealErrc::no_encryption_key));
  EXPECT_TRUE(encryptor.encrypt(as_bytes(kText)).error().is(WriteErrc::no_recipient));
}

// A key made on a device whose clock is ahead of ours.
TEST(Encryptor, ClockBehindThatOfTheKey) {
  const SecretKey anna = make_key("Anna");
  Encryptor encryptor({kTestNow.unix_ms - 60'000});
  ASSERT_TRUE(encryptor.add_recipient(anna.certificate()).ok());
  ASSERT_TRUE(encryptor.add_signer(anna).ok());
  const auto message = encryptor.encrypt(as_bytes(kText));
  ASSERT_TRUE(message.ok()) << message.error().message();
  EXPECT_TRUE(open_with(anna, *message).ok());
}

// A few of a session key packet mean nothing to RNP; what comes out is right or nothing.
TEST(Encryptor, NothingChangedComesOut) {
  const SecretKey anna = make_key("Anna");
  Encryptor encryptor(kTestNow);
  ASSERT_TRUE(encryptor.add_recipient(anna.certificate()).ok());
  const auto message = encryptor.encrypt(as_bytes(kText));
  ASSERT_TRUE(message.ok());
  for (std::size_t i = 0; i < message->size(); ++i) {
    Bytes changed = *message;
    changed[i] ^= 1;
    const auto opened = open_with(anna, changed);
    EXPECT_TRUE(!opened.ok() || to_string(*opened) == kText) << i;
  }
}

}  // namespace
}  // namespace nightmail::pgp
