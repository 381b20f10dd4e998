// SPDX-License-Identifier: Apache-2.0
#include "proto/dsn/report.h"

#include <gtest/gtest.h>

namespace nightmail::dsn {
namespace {

const std::string kMessage =
    "From: anna@a.test\r\nMessage-Id: <m1@a.test>\r\nSubject: ...\r\n\r\nthe body\r\n";

Report report() {
  Report one;
  one.reporting_mta = "mail.a.test";
  one.to = "anna@a.test";
  one.id = "0123abcd";
  one.now = {1'700'000'000'000};
  one.arrival = {1'699'999'000'000};
  one.message = as_bytes(kMessage);
  ReportedRecipient failed;
  failed.address = "bert@b.test";
  failed.original = "rfc822;bert@b.test";
  failed.status = "5.1.1";
  failed.reply = "550 5.1.1 No such user";
  failed.remote_mta = "mx.b.test";
  failed.last_attempt = one.now;
  one.recipients.push_back(failed);
  return one;
}

std::string printed(const Report& one) {
  return std::string(as_text(print(one)));
}
bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Dsn, AFailureIsTold) {
  const std::string text = printed(report());
  for (const char* part :
       {"To: <anna@a.test>\r\n", "Auto-Submitted: auto-replied\r\n", "report-type=delivery-status",
        "Reporting-MTA: dns; mail.a.test\r\n",
        "\r\n\r\nOriginal-Recipient: rfc822;bert@b.test\r\nFinal-Recipient: rfc822; bert@b.test\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.b.test\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n",
        "References: <m1@a.test>\r\n", "text/rfc822-headers", "Subject: ...\r\n",
        "--=_nightmail_0123abcd--\r\n"}) {
    EXPECT_TRUE(has(text, part)) << part << "\nin\n" << text;
  }
  EXPECT_FALSE(has(text, "the body"));
}

TEST(Dsn, TheWholeMessageComesBackIfItIsAskedFor) {
  Report one = report();
  one.whole_message = true;
  EXPECT_TRUE(has(printed(one), "message/rfc822\r\n"));
  EXPECT_TRUE(has(printed(one), "\r\n\r\nthe body\r\n--="));
}

TEST(Dsn, ForeignWordsCannotForgeAnything) {
  Report one = report();
  one.recipients.front().reply =
      "550 no\r\nAction: delivered\r\n\r\n--=_nightmail_0123abcd--\x1b[2J";
  one.recipients.front().remote_mta = "mx\r\nStatus: 2.0.0";
  const std::string text = printed(one);
  EXPECT_FALSE(has(text, "\r\nAction: delivered"));
  EXPECT_FALSE(has(text, "\r\nStatus: 2.0.0"));
  EXPECT_FALSE(has(text, "\x1b"));
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find("\r\n", at);
    ASSERT_NE(end, std::string::npos);
    EXPECT_LE(end - at, 998U);
    at = end + 2;
  }
}

TEST(Dsn, ADelaySaysForHowLongItIsTried) {
  Report one = report();
  one.recipients.front().action = Action::delayed;
  one.recipients.front().status = "4.4.1";
  one.recipients.front().retry_until = Timestamp{1'700'400'000'000};
  const std::string text = printed(one);
  EXPECT_TRUE(has(text, "Action: delayed\r\n"));
  EXPECT_TRUE(has(text, "Will-Retry-Until: Sun, 19 Nov 2023 13:20:00 +0000\r\n"));
  EXPECT_TRUE(has(text, "Subject: Your message is delayed\r\n"));
}

TEST(Dsn, AddressesBeyondAsciiHaveTheirOwnForm) {
  Report one = report();
  one.recipients.front().address = "b\xc3\xa4rt@b.test";
  const std::string text = printed(one);
  EXPECT_TRUE(has(text, "message/global-delivery-status"));
  EXPECT_TRUE(has(text, "Final-Recipient: utf-8; b\xc3\xa4rt@b.test\r\n"));
}

}  // namespace
}  // namespace nightmail::dsn
