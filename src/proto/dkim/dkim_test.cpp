// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/encoding.h"
#include "proto/dkim/fields.h"
#include "proto/dkim/sign.h"
#include "proto/dkim/tag_list.h"
#include "proto/dkim/verify.h"
#include "support/testdata.h"

namespace nightmail::dkim {
namespace {

using Kind = Verdict::Kind;
using crypto::SigningAlgorithm;
using crypto::SigningKey;

const Timestamp kNow{1'700'000'000'000};

const std::string kMail =
    "From: Ann <ann@a.test>\r\nTo: bert@b.test\r\nSubject: a  folded\r\n\tsubject\r\n"
    "X-Other: not signed\r\n\r\nHello   there \r\n\r\n.\r\n\r\n\r\n";

class Dkim : public testing::Test {
 protected:
  std::string signed_mail(const std::string& mail = kMail) const {
    const Signer signers[] = {{"a.test", "r1", rsa_}, {"a.test", "e1", ed25519_}};
    return sign(as_bytes(mail), signers, kNow) + mail;
  }
  // The verdict on each signature.
  std::vector<Kind> judge(const std::string& mail, Timestamp now = kNow) const {
    std::vector<Kind> kinds;
    for (const Found& found : signatures_of(as_bytes(mail))) {
      if (!found.signature) {
        kinds.push_back(found.verdict.kind);
        continue;
      }
      const auto& key = found.signature->selector == "r1" ? rsa_ : ed25519_;
      kinds.push_back(verify(as_bytes(mail), *found.signature, key_record(key), now).kind);
    }
    return kinds;
  }
  static std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  }

  const SigningKey rsa_ = SigningKey::generate(SigningAlgorithm::rsa_sha256);
  const SigningKey ed25519_ = SigningKey::generate(SigningAlgorithm::ed25519_sha256);
  const std::vector<Kind> both_pass_{Kind::pass, Kind::pass};
  const std::vector<Kind> both_fail_{Kind::fail, Kind::fail};
};

// RFC 8463 appendix A: made by another implementation.
TEST(DkimVectors, VerifiesTheExampleOfRfc8463) {
  const std::string mail = testing_support::read_testdata("dkim/rfc8463.eml");
  const auto found = signatures_of(as_bytes(mail));
  ASSERT_EQ(found.size(), 2U);
  ASSERT_TRUE(found[0].signature && found[1].signature);
  EXPECT_EQ(found[0].signature->record_name(), "brisbane._domainkey.football.example.com");
  EXPECT_EQ(verify(as_bytes(mail), *found[0].signature,
                   "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", kNow)
                .reason,
            "");
  EXPECT_EQ(
      verify(
          as_bytes(mail), *found[1].signature,
          "v=DKIM1; k=rsa; "
          "p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2"
          "jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9"
          "PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB",
          kNow)
          .reason,
      "");
}

// RFC 6376 §3.4.5.
TEST(DkimVectors, CanonicalFormsAreThoseOfTheRfc) {
  EXPECT_EQ(canonical_field("A: X\r\n", Canonical::relaxed), "a:X\r\n");
  EXPECT_EQ(canonical_field("B : Y\t\r\n\tZ  \r\n", Canonical::relaxed), "b:Y Z\r\n");
  EXPECT_EQ(canonical_field("B : Y\t\r\n\tZ  \r\n", Canonical::simple), "B : Y\t\r\n\tZ  \r\n");
  const std::string body = " C \r\nD \t E\r\n\r\n\r\n";
  EXPECT_EQ(body_hash(body, Canonical::relaxed), crypto::sha256(as_bytes(" C\r\nD E\r\n")));
  EXPECT_EQ(body_hash(body, Canonical::simple), crypto::sha256(as_bytes(" C \r\nD \t E\r\n")));
  EXPECT_EQ(body_hash("", Canonical::relaxed), crypto::sha256({}));
  EXPECT_EQ(body_hash("\r\n\r\n", Canonical::relaxed), crypto::sha256({}));
  EXPECT_EQ(body_hash("", Canonical::simple), crypto::sha256(as_bytes("\r\n")));
  EXPECT_EQ(body_hash("a", Canonical::simple), crypto::sha256(as_bytes("a\r\n")));
  const std::string gap = "a\r\n" + std::string(40'000, ' ') + "\r\n\r\nb\r\n";
  EXPECT_EQ(body_hash(gap, Canonical::relaxed), crypto::sha256(as_bytes("a\r\n\r\n\r\nb\r\n")));
}

TEST_F(Dkim, SignsWithBothAlgorithms) {
  const std::string mail = signed_mail();
  EXPECT_EQ(judge(mail), both_pass_);
  for (std::size_t at = 0; at < mail.size();) {
    const std::size_t end = mail.find("\r\n", at);
    EXPECT_LE(end - at, 78U);
    at = end + 2;
  }
}

TEST_F(Dkim, WhiteSpaceOnTheWayDoesNotMatter) {
  std::string mail =
      replaced(signed_mail(), "Subject: a  folded\r\n\tsubject", "subject:a folded subject  ");
  mail = replaced(std::move(mail), "Hello   there ", "Hello there");
  EXPECT_EQ(judge(mail + "\r\n"), both_pass_);
}

TEST_F(Dkim, NoticesWhatWasAltered) {
  EXPECT_EQ(judge(replaced(signed_mail(), "Hello", "Hullo")), both_fail_);
  EXPECT_EQ(judge(replaced(signed_mail(), "To: bert", "To: carl")), both_fail_);
  EXPECT_EQ(judge(replaced(signed_mail(), "a.test;\r\n", "b.test;\r\n"))[0], Kind::fail);
  EXPECT_EQ(judge(signed_mail() + "more\r\n"), both_fail_);
  EXPECT_EQ(judge(replaced(signed_mail(), "X-Other: not", "X-Other: never")), both_pass_);
}

// RFC 6376 §8.15: a second From or a Subject added on the way.
TEST_F(Dkim, NoticesFieldsThatWereAdded) {
  EXPECT_EQ(judge("From: eve@e.test\r\n" + signed_mail()), both_fail_);
  EXPECT_EQ(judge(signed_mail().insert(0, "Subject: new\r\n")), both_fail_);
  EXPECT_EQ(judge("Reply-To: eve@e.test\r\n" + signed_mail()), both_fail_);
}

TEST_F(Dkim, ChecksWhatTheKeyIsFor) {
  const std::string mail = signed_mail();
  const auto found = signatures_of(as_bytes(mail));
  const std::string p = key_record(rsa_).substr(key_record(rsa_).find("p="));
  const auto verdict = [&](const std::string& record) {
    return verify(as_bytes(mail), *found[0].signature, record, kNow).kind;
  };
  std::string twice = p;
  twice.append("; ").append(p);
  EXPECT_EQ(verdict(p), Kind::pass);
  EXPECT_EQ(verdict("v=DKIM1; s=email; h=sha1:sha256; t=y:s; n=note; " + p), Kind::pass);
  for (const std::string& record :
       {"v=DKIM2; " + p, "k=ed25519; " + p, "h=sha1; " + p, "s=tlsrpt; " + p, p + "; v=DKIM1",
        std::string("v=DKIM1; p="), std::string("v=DKIM1"), std::string("v=DKIM1; p=!!!"), twice,
        std::string("nonsense")})
    EXPECT_EQ(verdict(record), Kind::permerror) << record.substr(0, 30);
  EXPECT_EQ(verdict("p=AAAA"), Kind::fail);
}

TEST_F(Dkim, RefusesSignaturesThatCannotBeTrusted) {
  const std::string mail = signed_mail();
  for (const auto& [from, to] : {std::pair("v=1;", "v=2;"),
                                 {"a=rsa-sha256", "a=rsa-sha1"},
                                 {"h=from:from:", "h="},
                                 {"c=relaxed/relaxed", "c=relaxed/x"},
                                 {"t=1700000000", "l=3"},
                                 {"t=1700000000", "x=never"},
                                 {"t=1700000000", "i=@b.test"},
                                 {"t=1700000000", "d=a.test"},
                                 {"bh=", "bh=A"},
                                 {"d=a.test", "d="},
                                 {"s=r1", "s=../x"}})
    EXPECT_EQ(judge(replaced(mail, from, to))[0], Kind::permerror) << to;
}

TEST_F(Dkim, SignaturesExpire) {
  const std::string mail = replaced(signed_mail(), "t=1700000000", "x=1700000100");
  const auto found = signatures_of(as_bytes(mail));
  const auto at = [&](std::int64_t ms) {
    return verify(as_bytes(mail), *found[0].signature, key_record(rsa_), {ms}).reason;
  };
  EXPECT_EQ(at(1'700'000'101'000), "the signature has expired");
  EXPECT_EQ(at(1'700'000'099'000), "the signature does not fit");
}

TEST_F(Dkim, LooksAtSomeSignaturesOnly) {
  std::string mail;
  for (int i = 0; i < 100; ++i) mail += "DKIM-Signature: v=1\r\n";
  EXPECT_EQ(signatures_of(as_bytes(mail)).size(), kMostSignatures);
}

TEST_F(Dkim, KeysSurviveTheirFile) {
  for (const SigningKey* key : {&rsa_, &ed25519_}) {
    const auto read = SigningKey::from_pem(key->to_pem());
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->public_key(), key->public_key());
    EXPECT_EQ(read->algorithm(), key->algorithm());
  }
  EXPECT_FALSE(SigningKey::from_pem(secret_from(as_bytes("no key"))).ok());
}

}  // namespace
}  // namespace nightmail::dkim
