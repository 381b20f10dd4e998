// SPDX-License-Identifier: Apache-2.0
#include "pgp/write/signer.h"

#include <gtest/gtest.h>

#include <array>

#include "pgp/open/errors.h"
#include "pgp/open/verifier.h"
#include "pgp/write/errors.h"
#include "support/pgp_keys.h"

namespace nightmail::pgp {
namespace {

constexpr std::string_view kText = "Hello Anna,\r\n- a dash\r\n\r\nFrom Ben\r\n";

class Signing : public ::testing::Test {
 protected:
  Signing() : key_(make_key("Ben")), signer_(kTestNow) {
    EXPECT_TRUE(signer_.add(key_).ok());
    auto made = Verifier::make(std::array{key_.certificate()}, kTestNow);
    EXPECT_TRUE(made.ok());
    verifier_.emplace(*std::move(made));
  }

  std::string verdict(std::string_view data, ByteView signature) {
    const auto found = verifier_->detached(as_bytes(data), signature);
    if (!found.ok()) return found.error().message();
    if (found->size() != 1) return std::to_string(found->size()) + " signatures";
    return std::string(status_name(found->front().status));
  }

  SecretKey key_;
  Signer signer_;
  std::optional<Verifier> verifier_;
};

TEST_F(Signing, DetachedIsGoodForItsDataOnly) {
  for (const std::string_view data : {kText, std::string_view(), std::string_view("x\ny ")}) {
    const auto signature = signer_.detached(as_bytes(data));
    ASSERT_TRUE(signature.ok()) << signature.error().message();
    EXPECT_EQ(verdict(data, *signature), "good");
    EXPECT_EQ(verdict(std::string(data) + "!", *signature), "bad");
  }
}

TEST_F(Signing, SignatureSaysWhoAndWhen) {
  const auto signature = signer_.detached(as_bytes(kText));
  ASSERT_TRUE(signature.ok());
  const auto found = verifier_->detached(as_bytes(kText), *signature);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->at(0).key, key_.fingerprint());
  EXPECT_EQ(found->at(0).certificate, key_.fingerprint());
  EXPECT_EQ(found->at(0).created, kTestNow);
  EXPECT_FALSE(found->at(0).text);
}

TEST_F(Signing, ArmoredHasCrlfAndNoHeaderLines) {
  const auto signature = signer_.detached_armored(as_bytes(kText));
  ASSERT_TRUE(signature.ok());
  EXPECT_TRUE(signature->starts_with("-----BEGIN PGP SIGNATURE-----\r\n\r\n")) << *signature;
  EXPECT_TRUE(signature->ends_with("-----END PGP SIGNATURE-----\r\n")) << *signature;
  EXPECT_EQ(verdict(kText, as_bytes(*signature)), "good");
}

TEST_F(Signing, TextSignaturesOutliveOtherLineEnds) {
  for (const std::string_view data : {"", "a", "a\n", "a\n\n", "a\r\nb\r\n", "- a\n-----\n"}) {
    const auto signature = signer_.detached(as_bytes(data), SignatureKind::text);
    ASSERT_TRUE(signature.ok()) << signature.error().message();
    std::string other;
    for (const char c : data) {
      if (c == '\n' && data.find('\r') == std::string_view::npos) other += '\r';
      if (c != '\r') other += c;
    }
    EXPECT_EQ(verdict(data, *signature), "good") << data;
    EXPECT_EQ(verdict(other, *signature), "good") << data;
    EXPECT_EQ(verdict("c" + other, *signature), "bad") << data;
  }
}

TEST_F(Signing, TextWithTrailingBlanksIsSignedAsItIs) {
  for (const std::string_view data : {"a \n", "a\t\r\nb", "a ", "a\r\r\n"}) {
    const auto signature = signer_.detached(as_bytes(data), SignatureKind::text);
    ASSERT_TRUE(signature.ok());
    EXPECT_EQ(verdict(data, *signature), "good") << data;
  }
}

TEST_F(Signing, MessageHoldsDataAndSignature) {
  const auto message = signer_.message(as_bytes(kText));
  ASSERT_TRUE(message.ok());
  auto read = verifier_->inline_signed(*message);
  ASSERT_TRUE(read.ok()) << read.error().message();
  EXPECT_EQ(to_string(read->plain), kText);
  ASSERT_EQ(read->signatures.size(), 1U);
  EXPECT_EQ(read->signatures[0].status, SignatureStatus::good);
}

TEST_F(Signing, CleartextReadsBack) {
  const auto message = signer_.cleartext(kText);
  ASSERT_TRUE(message.ok());
  EXPECT_TRUE(
      as_text(*message).starts_with("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n"));
  auto read = verifier_->inline_signed(*message);
  ASSERT_TRUE(read.ok()) << read.error().message();
  EXPECT_EQ(to_string(read->plain), "Hello Anna,\n- a dash\n\nFrom Ben\n");
  ASSERT_EQ(read->signatures.size(), 1U);
  EXPECT_EQ(read->signatures[0].status, SignatureStatus::good);
  EXPECT_TRUE(read->signatures[0].text);
}

TEST_F(Signing, CleartextIsOneMessageAndNothingElse) {
  const auto message = signer_.cleartext(kText);
  ASSERT_TRUE(message.ok());
  const std::string good = to_string(*message);
  std::string hidden = good;
  hidden.replace(hidden.find("Hash: SHA512"), 12, "Comment: pay him");
  std::string undashed = good;
  undashed.replace(undashed.find("- - a"), 5, "-a");
  for (const std::string& text : {"before\n" + good, good + "after\n", hidden, undashed,
                                  good.substr(0, good.size() - 30), good + good})
    EXPECT_TRUE(verifier_->inline_signed(as_bytes(text)).error().is(OpenErrc::not_openpgp)) << text;
}

TEST_F(Signing, ChangedCleartextIsBad) {
  const auto message = signer_.cleartext(kText);
  ASSERT_TRUE(message.ok());
  std::string changed = to_string(*message);
  changed.replace(changed.find("Anna"), 4, "Bert");
  const auto read = verifier_->inline_signed(as_bytes(changed));
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->signatures.size(), 1U);
  EXPECT_EQ(read->signatures[0].status, SignatureStatus::bad);
}

TEST(Signer, SignsWithEveryKey) {
  Signer signer(kTestNow);
  std::vector<Certificate> signers;
  for (const SecretKey& key : {make_key("Ben"), read_secret("rsa"), read_secret("p256")}) {
    ASSERT_TRUE(signer.add(key).ok());
    signers.push_back(key.certificate());
  }
  auto verifier = Verifier::make(signers, kTestNow);
  ASSERT_TRUE(verifier.ok());
  const auto detached = signer.detached(as_bytes(kText));
  ASSERT_TRUE(detached.ok());
  const auto found = verifier->detached(as_bytes(kText), *detached);
  ASSERT_TRUE(found.ok());
  const auto message = signer.message(as_bytes(kText));
  ASSERT_TRUE(message.ok());
  const auto inside = verifier->inline_signed(*message);
  ASSERT_TRUE(inside.ok());
  for (const auto& signatures : {*found, inside->signatures}) {
    ASSERT_EQ(signatures.size(), 3U);
    for (const Signature& signature : signatures)
      EXPECT_EQ(signature.status, SignatureStatus::good);
  }
}

TEST(Signer, NeedsSomebody) {
  EXPECT_TRUE(Signer(kTestNow).detached(as_bytes(kText)).error().is(WriteErrc::no_signer));
}

TEST(Signer, ClockBehindThatOfTheKey) {
  const SecretKey key = make_key("Ben");
  Signer signer({kTestNow.unix_ms - 60'000});
  ASSERT_TRUE(signer.add(key).ok());
  const auto signature = signer.detached(as_bytes(kText));
  ASSERT_TRUE(signature.ok());
  auto verifier = Verifier::make(std::array{key.certificate()}, kTestNow);
  const auto found = verifier->detached(as_bytes(kText), *signature);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->at(0).status, SignatureStatus::good);
}

TEST(Verifier, RefusesWhatIsNoSignature) {
  auto verifier = Verifier::make({}, kTestNow);
  ASSERT_TRUE(verifier.ok());
  for (const std::string_view noise :
       {"", "hello", "\xc2\x05x", "\xcb\x01x", "-----BEGIN PGP SIGNATURE-----\n\n"}) {
    EXPECT_FALSE(verifier->detached(as_bytes(kText), as_bytes(noise)).ok()) << noise;
    EXPECT_FALSE(verifier->inline_signed(as_bytes(noise)).ok()) << noise;
  }
}

}  // namespace
}  // namespace nightmail::pgp
