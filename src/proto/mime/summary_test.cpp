// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/summary.h"

#include <gtest/gtest.h>

#include "proto/mime/errors.h"
#include "proto/mime/summary_json.h"

namespace nightmail::mime {
namespace {

TEST(Summary, ReadsAnOrdinaryMail) {
  const Summary s =
      summarize(as_bytes("From: =?utf-8?Q?J=C3=B6rg?= <j@x.org>\r\n"
                         "Subject: Hi\r\n there\r\n"
                         "Date: Mon, 23 Nov 2026 16:00:00 +0100\r\n"
                         "\r\n"
                         "Hello\r\n> quote\r\n-- \r\nsignature\r\n"));
  EXPECT_EQ(s.from, (std::vector<Address>{{"J\xC3\xB6rg", "j@x.org"}}));
  EXPECT_EQ(s.subject, "Hi there");
  EXPECT_EQ(s.sent_at, (SentAt{1795446000, 60}));
  EXPECT_EQ(s.preview, "Hello");
}

TEST(Summary, PreviewIsCutOnCharacters) {
  std::string body;
  for (int i = 0; i < 500; ++i) body += "\xE2\x82\xAC";
  const Summary s = summarize(as_bytes("Content-Type: text/plain; charset=utf-8\r\n\r\n" + body));
  EXPECT_EQ(s.preview, body.substr(0, 600));
}

// Ten thousand multiparts inside each other: bounded depth and memory, linear time.
TEST(Summary, DeepNestingIsCutOff) {
  std::string mail;
  for (int i = 0; i < 10000; ++i) {
    const std::string b = "b" + std::to_string(i);
    mail += "Content-Type: multipart/mixed; boundary=" + b + "\r\n\r\n--" + b + "\r\n";
  }
  const Summary s = summarize(as_bytes("Subject: deep\r\n" + mail + "\r\nbottom\r\n"));
  EXPECT_EQ(s.subject, "deep");
  EXPECT_TRUE(s.truncated);
}

TEST(Summary, ManyPartsAreCutOff) {
  std::string mail = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
  for (int i = 0; i < 10000; ++i)
    mail += "--b\r\nContent-Type: a/b; name=\"" + std::string(150, 'n') + "\"\r\n\r\nx\r\n";
  const Summary s = summarize(as_bytes(mail));
  EXPECT_TRUE(s.truncated);
  EXPECT_LE(s.attachments.size(), 50u);
  EXPECT_LE(json_size(s), 16u * 1024);
}

TEST(Summary, HeaderBombsFitTheLimits) {
  std::string mail = "Subject: \xE2\x82\xAC" + std::string(300000, '"') + "\r\n";
  for (const std::string name : {"From", "To", "Cc", "Reply-To"}) {
    mail += name + ": ";
    for (int i = 0; i < 3000; ++i)
      mail += "\"" + std::string(150, 'x') + "\\\\\" <" + std::string(200, 'y') + "@x.org>,\r\n ";
    mail += "\r\n";
  }
  mail += "References:";
  for (int i = 0; i < 3000; ++i) mail += " <" + std::string(240, 'r') + ">\r\n";
  const auto json = to_json(summarize(as_bytes(mail + "\r\nbody")));
  EXPECT_LE(json.size(), 16u * 1024);
  const auto back = from_json(json);
  ASSERT_TRUE(back.ok());
  EXPECT_TRUE(back->truncated);
}

// The worst that few entries can do: all of their octets need escaping.
TEST(Summary, FewHugeEntriesFitToo) {
  std::string quotes;
  for (int i = 0; i < 400; ++i) quotes += "\\\"";
  std::string mail;
  for (const std::string name : {"From", "To", "Cc", "Reply-To"}) {
    mail += name + ": ";
    for (int i = 0; i < 3; ++i) mail += "\"" + quotes + "\" <\"" + quotes + "\"@x.org>,";
    mail += "\r\n";
  }
  mail += "Message-ID: <" + std::string(300, '"') + ">\r\n";
  for (const std::string name : {"References", "In-Reply-To"}) {
    mail += name + ":";
    for (int i = 0; i < 9; ++i) mail += " <" + std::string(300, '"') + ">";
    mail += "\r\n";
  }
  const Summary s = summarize(as_bytes(mail + "\r\nbody"));
  EXPECT_LE(json_size(s), 16u * 1024);
  EXPECT_EQ(s.from.size(), 3u);
  EXPECT_EQ(s.cc.size(), 1u);
  EXPECT_EQ(s.preview, "body");
}

Summary full_summary() {
  Summary s;
  s.from = {{"A \"q\" \\", "a@x.org"}};
  s.to = {{"", "b@x.org"}, {"C", ""}};
  s.cc = {{"D", "d@x.org"}};
  s.reply_to = {{"", "r@x.org"}};
  s.subject = "S \xC3\x84";
  s.sent_at = SentAt{-5, -720};
  s.message_id = "m@x";
  s.in_reply_to = {"p@x"};
  s.references = {"o@x", "p@x"};
  s.preview = "words";
  s.attachments = {{"n.pdf", "application/pdf", 1234567890123}};
  s.list_unsubscribe = true;
  s.encrypted = Protection::pgp_mime;
  s.signature = Protection::smime;
  s.truncated = true;
  s.is_protected = true;
  s.e2e = EndToEnd{true, EndToEnd::Signature::unknown_key, "0A1b"};
  s.trace_length = 4000000000;
  s.original_sha256 = std::string(64, 'f');
  return s;
}

TEST(SummaryJson, EveryFieldComesBack) {
  const auto json = to_json(full_summary());
  EXPECT_EQ(json.size(), json_size(full_summary()));
  const auto back = from_json(json);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, full_summary());
}

TEST(SummaryJson, UnknownKeysAreIgnored) {
  const auto s = from_json(as_bytes(R"({"v":1,"auth":{"dkim":[]},"new":[1],"subject":"x"})"));
  ASSERT_TRUE(s.ok());
  EXPECT_EQ(s->subject, "x");
}

TEST(SummaryJson, TextIsCleanedOnReading) {
  const auto s =
      from_json(as_bytes(R"({"v":1,"subject":"a\u001b\u202eb","attachments":[{"name":"../x"}]})"));
  ASSERT_TRUE(s.ok());
  EXPECT_EQ(s->subject, "ab");
  EXPECT_EQ(s->attachments[0].name, "x");
}

TEST(SummaryJson, BadInputHasATypedError) {
  const auto error_of = [](std::string_view json) { return from_json(as_bytes(json)).error(); };
  EXPECT_TRUE(error_of("").is(Errc::bad_json));
  EXPECT_TRUE(error_of("[]").is(Errc::bad_json));
  EXPECT_TRUE(error_of(R"({"v":1,"subject":")"
                       "\xFF"
                       R"("})")
                  .is(Errc::bad_json));
  EXPECT_TRUE(error_of(std::string(1000, '[')).is(Errc::bad_json));
  EXPECT_TRUE(error_of("{}").is(Errc::unknown_version));
  EXPECT_TRUE(error_of(R"({"v":2})").is(Errc::unknown_version));
  EXPECT_TRUE(error_of(R"({"v":1,"from":{}})").is(Errc::bad_field));
  EXPECT_TRUE(error_of(R"({"v":1,"from":["a"]})").is(Errc::bad_field));
  EXPECT_TRUE(error_of(R"({"v":1,"trace":-1})").is(Errc::bad_field));
  EXPECT_TRUE(error_of(R"({"v":1,"sha256":"xyz"})").is(Errc::bad_field));
  EXPECT_TRUE(error_of(std::string(kMaxSummaryJson + 1, ' ')).is(Errc::too_large));
}

}  // namespace
}  // namespace nightmail::mime
