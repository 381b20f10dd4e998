// SPDX-License-Identifier: Apache-2.0
// testdata/account/account.json was computed from docs/formats/account.md by other code.
#include "crypto/account_secret.h"

#include <gtest/gtest.h>

#include "crypto/errors.h"
#include "crypto/recovery_auth.h"
#include "crypto/recovery_phrase.h"
#include "support/scripted_random.h"
#include "support/vector_file.h"

namespace nightmail::crypto {
namespace {

using testing_support::hex_at;
using testing_support::ScriptedRandom;
using testing_support::text_at;

constexpr std::array kPurposes = {Purpose::openpgp_secret_key, Purpose::mailbox_name,
                                  Purpose::contact, Purpose::settings, Purpose::local_cache};

template <std::size_t N>
Secret<std::array<std::uint8_t, N>> secret_of(ByteView bytes) {
  Secret<std::array<std::uint8_t, N>> secret;
  NM_ASSERT(bytes.size() == N);
  std::copy(bytes.begin(), bytes.end(), secret.expose().begin());
  return secret;
}

class AccountSecret : public ::testing::Test {
 protected:
  boost::json::value vectors_ = testing_support::read_json("account/account.json");
  SecretKey32 secret_ = secret_of<32>(hex_at(vectors_, "account_secret"));
  SecretKey32 phrase_ = secret_of<32>(hex_at(vectors_, "recovery_entropy"));
  SystemRandom random_;
};

TEST_F(AccountSecret, WrapsUnderThePasswordAsDocumented) {
  const auto& vector = vectors_.at("wrapped").at("by_password");
  const auto export_key = secret_of<64>(hex_at(vector, "export_key"));
  ScriptedRandom random(hex_at(vector, "nonce"));
  const Bytes wrapped = wrap_for_password(secret_, export_key, random);
  EXPECT_EQ(hex_encode(wrapped), text_at(vector, "wrapped"));
  EXPECT_EQ(wrapped.size(), kWrappedSecretSize);
  const auto opened = unwrap_by_password(wrapped, export_key);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->expose(), secret_.expose());
}

TEST_F(AccountSecret, WrapsUnderThePhraseAsDocumented) {
  const auto& vector = vectors_.at("wrapped").at("by_phrase");
  ScriptedRandom random(hex_at(vector, "nonce"));
  const Bytes wrapped = wrap_for_phrase(secret_, phrase_, random);
  EXPECT_EQ(hex_encode(wrapped), text_at(vector, "wrapped"));
  const auto opened = unwrap_by_phrase(wrapped, phrase_);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->expose(), secret_.expose());
}

TEST_F(AccountSecret, RefusesAnotherKeyVersionOrSize) {
  const SecretKey64 export_key(random_.array<64>());
  const Bytes wrapped = wrap_for_password(secret_, export_key, random_);
  const SecretKey64 other(random_.array<64>());
  EXPECT_TRUE(unwrap_by_password(wrapped, other).error().is(Errc::open_failed));
  EXPECT_TRUE(unwrap_by_password({}, export_key).error().is(Errc::bad_length));
  EXPECT_TRUE(
      unwrap_by_password(ByteView(wrapped).first(72), export_key).error().is(Errc::bad_length));
  Bytes newer = wrapped;
  newer[0] = 2;
  EXPECT_TRUE(unwrap_by_password(newer, export_key).error().is(Errc::unknown_version));
}

TEST_F(AccountSecret, SealsFieldsAsDocumented) {
  const auto& fields = vectors_.at("fields").as_array();
  ASSERT_EQ(fields.size(), kPurposes.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& field = fields[i];
    EXPECT_EQ(purpose_name(kPurposes[i]), text_at(field, "purpose"));
    EXPECT_EQ(hex_encode(derive_subkey(secret_, kPurposes[i]).expose()), text_at(field, "subkey"));
    ScriptedRandom random(hex_at(field, "nonce"));
    const Bytes id = hex_at(field, "id");
    const Bytes plaintext = hex_at(field, "plaintext");
    const Bytes sealed = seal_field(secret_, kPurposes[i], id, plaintext, random);
    EXPECT_EQ(hex_encode(sealed), text_at(field, "sealed"));
    const auto opened = open_field(secret_, kPurposes[i], id, sealed);
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(to_bytes(*opened), plaintext);
  }
}

TEST_F(AccountSecret, FieldsOpenForTheirOwnPurposeAndIdOnly) {
  const Bytes sealed =
      seal_field(secret_, Purpose::contact, as_bytes("a"), as_bytes("text"), random_);
  EXPECT_TRUE(open_field(secret_, Purpose::contact, as_bytes("a"), sealed).ok());
  EXPECT_TRUE(
      open_field(secret_, Purpose::contact, as_bytes("b"), sealed).error().is(Errc::open_failed));
  EXPECT_TRUE(
      open_field(secret_, Purpose::settings, as_bytes("a"), sealed).error().is(Errc::open_failed));
}

TEST_F(AccountSecret, EveryAlteredByteOfAFieldIsSeen) {
  const Bytes sealed = seal_field(secret_, Purpose::contact, {}, as_bytes("text"), random_);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes altered = sealed;
    altered[i] ^= 0x80;
    EXPECT_FALSE(open_field(secret_, Purpose::contact, {}, altered).ok()) << i;
    EXPECT_FALSE(open_field(secret_, Purpose::contact, {}, ByteView(sealed).first(i)).ok()) << i;
  }
}

TEST_F(AccountSecret, SealingTwiceGivesDifferentBytes) {
  EXPECT_NE(seal_field(secret_, Purpose::mailbox_name, {}, as_bytes("Inbox"), random_),
            seal_field(secret_, Purpose::mailbox_name, {}, as_bytes("Inbox"), random_));
}

TEST_F(AccountSecret, RecoveryProofIsAsDocumented) {
  const auto& vector = vectors_.at("recovery_authentication");
  const Bytes challenge = hex_at(vector, "challenge");
  EXPECT_EQ(hex_encode(recovery_public_key(phrase_)), text_at(vector, "public_key"));
  const auto signature = recovery_sign(phrase_, challenge);
  ASSERT_TRUE(signature.ok());
  EXPECT_EQ(hex_encode(*signature), text_at(vector, "signature"));
  EXPECT_TRUE(recovery_verify(recovery_public_key(phrase_), challenge, *signature).ok());
}

TEST_F(AccountSecret, RecoveryProofFailsForAnythingElse) {
  const auto challenge = random_.array<32>();
  const auto key = recovery_public_key(phrase_);
  const auto signature = recovery_sign(phrase_, challenge);
  EXPECT_TRUE(
      recovery_verify(key, random_.array<32>(), *signature).error().is(Errc::bad_signature));
  EXPECT_TRUE(recovery_verify(recovery_public_key(secret_), challenge, *signature)
                  .error()
                  .is(Errc::bad_signature));
  EXPECT_TRUE(recovery_verify(Bytes(32), challenge, *signature).error().is(Errc::bad_signature));
  EXPECT_TRUE(recovery_verify(key, challenge, Bytes(63)).error().is(Errc::bad_length));
  EXPECT_TRUE(recovery_sign(phrase_, Bytes(31)).error().is(Errc::bad_length));
}

TEST_F(AccountSecret, RecoveryPhraseIsAsDocumented) {
  EXPECT_EQ(as_text(phrase_text(phrase_).expose()), text_at(vectors_, "recovery_phrase"));
}

}  // namespace
}  // namespace nightmail::crypto
