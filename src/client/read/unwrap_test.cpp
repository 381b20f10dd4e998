// SPDX-License-Identifier: Apache-2.0
//
// What was composed is read as it was written; what was tampered with is not believed.
#include "client/read/unwrap.h"

#include <gtest/gtest.h>

#include "client/compose/copies.h"
#include "client/compose/quote.h"
#include "pgp/write/encryptor.h"
#include "pgp/write/signer.h"
#include "proto/mime/message_view.h"
#include "proto/mime/summary.h"

namespace nightmail::client {
namespace {

constexpr Timestamp kNow{1'795'622'400'000};
constexpr Timestamp kMade{1'795'000'000'000};

struct People {
  pgp::SecretKey anna = pgp::SecretKey::generate("Anna Berg", "anna@nightmail.test", kMade).value();
  pgp::SecretKey bert = pgp::SecretKey::generate("", "bert@example.org", kMade).value();
  pgp::SecretKey dora = pgp::SecretKey::generate("", "dora@example.net", kMade).value();
  SystemRandom random;

  static mime::Mail mail() {
    mime::Mail mail;
    mail.from = {"Anna Berg", "anna@nightmail.test"};
    mail.to = {{"Bert", "bert@example.org"}};
    mail.bcc = {{"Dora", "dora@example.net"}};
    mail.subject = "Dinner plans";
    mail.text = "Let's meet at eight. \n\nFrom Anna\n";
    mail.files = {{{"menu.txt", "text/plain", {}, false}, to_bytes("soup")}};
    mail.date = kNow;
    mail.message_id = "m1@nightmail.test";
    return mail;
  }
  std::vector<Copy> copies(const std::vector<Addressee>& to) {
    return make_copies(mail(), to, {anna, random, kNow}).value();
  }
  Addressee to_bert() { return {"bert@example.org", bert.certificate(), false, false}; }
  Addressee to_dora() { return {"dora@example.net", dora.certificate(), true, false}; }

  Unwrapped read(std::string_view message, const pgp::SecretKey& reader) const {
    const std::vector<pgp::Certificate> sender{anna.certificate()};
    const std::vector<pgp::SecretKey> own = copy_of(reader);
    return unwrap(as_bytes(message), {own, sender, kNow});
  }
  static std::vector<pgp::SecretKey> copy_of(const pgp::SecretKey& key) {
    std::vector<pgp::SecretKey> keys;
    keys.push_back(key.copy());
    return keys;
  }
};

bool is_good(const Unwrapped& read) {
  return read.signatures.size() == 1 && read.signatures[0].status == pgp::SignatureStatus::good;
}

std::string with_headers(std::string_view type, std::string_view body) {
  return "From: anna@nightmail.test\r\nTo: bert@example.org\r\nSubject: outside\r\nMIME-Version: "
         "1.0\r\nContent-Type: " +
         std::string(type) + "\r\n\r\n" + std::string(body);
}

std::string encrypted_multipart(const std::string& armored) {
  return with_headers(
      "multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b",
      "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--b\r\n"
      "Content-Type: application/octet-stream\r\n\r\n" +
          armored + "\r\n--b--\r\n");
}

std::string armored_for(const pgp::SecretKey& to, std::string_view text) {
  pgp::Encryptor encryptor(kNow);
  EXPECT_TRUE(encryptor.add_recipient(to.certificate()).ok());
  return encryptor.encrypt_armored(as_bytes(text)).value();
}

TEST(Unwrap, EncryptedMailReadsAsItWasWritten) {
  People people;
  const auto copies = people.copies({people.to_bert()});
  ASSERT_EQ(copies.size(), 1U);
  const std::string& message = copies[0].message;
  EXPECT_EQ(message.find("Dinner"), std::string::npos);
  EXPECT_EQ(message.find("Anna Berg"), std::string::npos);
  const Unwrapped read = people.read(message, people.bert);
  EXPECT_TRUE(read.encrypted && read.protected_fields && read.failure.empty());
  EXPECT_TRUE(is_good(read));
  const auto summary = mime::summarize(read.message);
  EXPECT_EQ(summary.subject, "Dinner plans");
  EXPECT_EQ(summary.from.front().name, "Anna Berg");
  const auto view = mime::view_message(read.message);
  EXPECT_TRUE(view.text.starts_with("Let's meet at eight. \n")) << view.text;  // no legacy display
  EXPECT_EQ(as_text(mime::attachment_bytes(read.message, 0).value()), "soup");
}

TEST(Unwrap, ClearMailIsSignedAndReads) {
  People people;
  Addressee stranger{"bert@example.org", std::nullopt, false, false};
  const auto copies = people.copies({stranger});
  ASSERT_EQ(copies.size(), 1U);
  EXPECT_FALSE(copies[0].encrypted);
  const Unwrapped read = people.read(copies[0].message, people.bert);
  EXPECT_TRUE(is_good(read) && !read.encrypted && read.protected_fields);
  EXPECT_EQ(mime::summarize(read.message).subject, "Dinner plans");
}

TEST(Unwrap, ABlindRecipientHasAMessageOfTheirOwn) {
  People people;
  const auto copies = people.copies({people.to_bert(), people.to_dora()});
  ASSERT_EQ(copies.size(), 2U);
  for (const Copy& copy : copies) {
    ASSERT_EQ(copy.recipients.size(), 1U);
    EXPECT_EQ(copy.message.find("dora"), std::string::npos);
    const bool for_dora = copy.recipients.front() == "dora@example.net";
    EXPECT_EQ(people.read(copy.message, people.dora).failure.empty(), for_dora);
    EXPECT_EQ(people.read(copy.message, people.bert).failure.empty(), !for_dora);
    const Unwrapped read = people.read(copy.message, for_dora ? people.dora : people.bert);
    EXPECT_EQ(to_string(read.message).find("dora"), std::string::npos);
  }
}

TEST(Unwrap, BlindAndClearAreNotInOneEnvelope) {
  People people;
  Addressee named{"bert@example.org", std::nullopt, false, false};
  Addressee blind{"dora@example.net", std::nullopt, true, false};
  const auto copies = people.copies({named, blind});
  ASSERT_EQ(copies.size(), 2U);
  EXPECT_EQ(copies[0].recipients.size(), 1U);
  EXPECT_EQ(copies[1].recipients.size(), 1U);
  EXPECT_EQ(copies[0].message.find("dora"), std::string::npos);
}

TEST(Unwrap, FieldsPutOutsideOnTheWayDoNotCount) {
  People people;
  std::string message = people.copies({people.to_bert()})[0].message;
  message = "Reply-To: eve@evil.test\r\nCc: eve@evil.test\r\n" + message;
  const Unwrapped read = people.read(message, people.bert);
  const auto summary = mime::summarize(read.message);
  EXPECT_TRUE(summary.reply_to.empty());
  EXPECT_TRUE(summary.cc.empty());
}

TEST(Unwrap, AnotherSenderInsideIsNotShown) {
  People people;
  pgp::Signer signer(kNow);
  const std::string payload =
      "From: boss@example.org\r\nSubject: inside\r\nContent-Type: text/plain; "
      "hp=\"cipher\"\r\n\r\nhi\r\n";
  const Unwrapped read =
      people.read(encrypted_multipart(armored_for(people.bert, payload)), people.bert);
  EXPECT_TRUE(read.other_sender);
  const auto summary = mime::summarize(read.message);
  ASSERT_EQ(summary.from.size(), 1U);
  EXPECT_EQ(summary.from[0].email, "anna@nightmail.test");
  EXPECT_EQ(summary.subject, "inside");
}

TEST(Unwrap, FieldsInsideWithoutTheMarkAreContent) {
  People people;
  const std::string payload = "Subject: inside\r\nContent-Type: text/plain\r\n\r\nhi\r\n";
  const Unwrapped read =
      people.read(encrypted_multipart(armored_for(people.bert, payload)), people.bert);
  EXPECT_FALSE(read.protected_fields);
  EXPECT_EQ(mime::summarize(read.message).subject, "outside");
  EXPECT_TRUE(read.encrypted && read.signatures.empty());
}

TEST(Unwrap, AlteredSignedMailIsBad) {
  People people;
  Addressee stranger{"bert@example.org", std::nullopt, false, false};
  std::string message = people.copies({stranger})[0].message;
  message.replace(message.find("eight"), 5, "seven");
  const Unwrapped read = people.read(message, people.bert);
  ASSERT_EQ(read.signatures.size(), 1U);
  EXPECT_EQ(read.signatures[0].status, pgp::SignatureStatus::bad);
}

TEST(Unwrap, LostCarriageReturnsDoNotBreakSignatures) {
  People people;
  Addressee stranger{"bert@example.org", std::nullopt, false, false};
  std::string message = people.copies({stranger})[0].message;
  std::erase(message, '\r');
  EXPECT_TRUE(is_good(people.read(message, people.bert)));
}

TEST(Unwrap, InlineTextIsOpenedAndTheRestLeftOut) {
  People people;
  const std::string block = armored_for(people.bert, "the secret\n");
  const Unwrapped read = people.read(
      with_headers("text/plain", "Trust me, this is signed:\r\n" + block + "\r\n"), people.bert);
  EXPECT_TRUE(read.encrypted && read.left_out);
  EXPECT_EQ(mime::view_message(read.message).text, "the secret\n");
}

TEST(Unwrap, InlineSignedTextIsChecked) {
  People people;
  pgp::Signer signer(kNow);
  ASSERT_TRUE(signer.add(people.anna).ok());
  const PlainBytes text = signer.cleartext("hello\n- dashed\n").value();
  const Unwrapped read = people.read(with_headers("text/plain", as_text(text)), people.bert);
  EXPECT_TRUE(is_good(read) && !read.encrypted && !read.left_out);
  EXPECT_EQ(mime::view_message(read.message).text, "hello\n- dashed\n");
}

TEST(Unwrap, SignedInsideEncryptedIsFound) {
  People people;
  Addressee stranger{"bert@example.org", std::nullopt, false, false};
  std::string inner = people.copies({stranger})[0].message;
  inner = inner.substr(inner.find("Content-Type: multipart/signed"));
  const Unwrapped read =
      people.read(encrypted_multipart(armored_for(people.bert, inner)), people.bert);
  EXPECT_TRUE(read.encrypted && is_good(read));
  EXPECT_EQ(mime::summarize(read.message).subject, "Dinner plans");
}

TEST(Unwrap, WhatIsForOthersSaysSo) {
  People people;
  const auto copies = people.copies({people.to_bert()});
  const Unwrapped read = people.read(copies[0].message, people.dora);
  EXPECT_FALSE(read.failure.empty());
  EXPECT_FALSE(read.encrypted);
}

TEST(Unwrap, DeepNestingEnds) {
  People people;
  std::string payload = "Content-Type: text/plain\r\n\r\ndeep\r\n";
  for (int i = 0; i < 8; ++i) {
    const std::string message = encrypted_multipart(armored_for(people.bert, payload));
    payload = message.substr(message.find("Content-Type: multipart"));
  }
  const Unwrapped read =
      people.read(with_headers("text/plain", "").substr(0, 27) + payload, people.bert);
  EXPECT_TRUE(read.encrypted);  // the outermost layers came off, and it ended
}

TEST(Unwrap, PlainMailStaysAsItIs) {
  People people;
  const std::string message = with_headers("text/plain", "hello\r\n");
  const Unwrapped read = people.read(message, people.bert);
  EXPECT_EQ(to_string(read.message), message);
  EXPECT_FALSE(is_wrapped(as_bytes(message)));
}

TEST(Quote, AnAnswerGoesToTheSenderAndQuotes) {
  People people;
  const auto copies = people.copies({people.to_bert()});
  const Unwrapped read = people.read(copies[0].message, people.bert);
  const mime::Mail reply =
      reply_to(read_original(read.message), true,
               [](std::string_view address) { return address == "bert@example.org"; });
  ASSERT_EQ(reply.to.size(), 1U);
  EXPECT_EQ(reply.to[0].email, "anna@nightmail.test");
  EXPECT_TRUE(reply.cc.empty());
  EXPECT_EQ(reply.subject, "Re: Dinner plans");
  EXPECT_EQ(reply.references, std::vector<std::string>{"m1@nightmail.test"});
  EXPECT_NE(reply.text.find("\n> Let's meet at eight."), std::string::npos);
  const mime::Mail onward = forward(read_original(read.message), read.message);
  EXPECT_EQ(onward.subject, "Fwd: Dinner plans");
  ASSERT_EQ(onward.files.size(), 1U);
  EXPECT_EQ(as_text(onward.files[0].content), "soup");
}

}  // namespace
}  // namespace nightmail::client
