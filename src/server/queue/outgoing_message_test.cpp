// SPDX-License-Identifier: Apache-2.0
#include "server/queue/outgoing_message.h"

#include <gtest/gtest.h>

#include "server/queue/errors.h"

namespace nightmail::queue {
namespace {

const std::string kHead = "From: Anna <anna@a.test>\r\nDate: Mon, 23 Nov 2026 15:42:07 +0000\r\n";

std::string form(const std::string& message) {
  const auto checked = check_form(as_bytes(message));
  return checked.ok() ? "ok" : checked.error().context();
}
Result<MessageHead> head(const std::string& fields) {
  return read_head(as_bytes(fields + "\r\nbody\r\n"));
}

TEST(OutgoingMessage, OnlyWhatSmtpCarriesMayLeave) {
  EXPECT_EQ(form(kHead + "\r\nbody\r\n"), "ok");
  EXPECT_NE(form(kHead + "\r\nbody\n"), "ok");
  EXPECT_NE(form(kHead + "\r\nbo\rdy\r\n"), "ok");
  EXPECT_NE(form(kHead + "\r\n" + std::string("a\0b\r\n", 5)), "ok");
  EXPECT_NE(form(kHead + "\r\nbody"), "ok") << "no CRLF at the end";
  EXPECT_NE(form(kHead), "ok") << "no empty line";
  EXPECT_NE(form("\r\n\r\nbody\r\n"), "ok") << "no header";
  EXPECT_EQ(form(kHead + "\r\n" + std::string(998, 'x') + "\r\n"), "ok");
  EXPECT_NE(form(kHead + "\r\n" + std::string(999, 'x') + "\r\n"), "ok");
}

TEST(OutgoingMessage, TheAuthorsAreReadFromTheHeader) {
  const auto one = head(kHead + "Sender: secretary@A.TEST\r\n");
  ASSERT_TRUE(one.ok());
  EXPECT_EQ(one->authors, (std::vector<std::string>{"anna@a.test", "secretary@a.test"}));
  EXPECT_FALSE(one->utf8);
  EXPECT_TRUE(head(kHead + "Subject: gr\xc3\xbc\xc3\x9f\r\n")->utf8);
}

TEST(OutgoingMessage, AHeaderThatHidesSomethingIsRefused) {
  EXPECT_FALSE(head("Date: x\r\n").ok()) << "no From";
  EXPECT_FALSE(head("From: anna@a.test\r\n").ok()) << "no Date";
  EXPECT_FALSE(head(kHead + "From: ceo@bank.test\r\n").ok()) << "two From";
  EXPECT_FALSE(head(kHead + "Sender: a@a.test\r\nSender: b@b.test\r\n").ok());
  EXPECT_FALSE(head("From: nobody\r\nDate: x\r\n").ok()) << "no address";
  EXPECT_TRUE(head(kHead + "Bcc: secret@b.test\r\n").error().is(Errc::bad_message));
  EXPECT_FALSE(head(kHead + "Resent-Bcc: secret@b.test\r\n").ok());
}

}  // namespace
}  // namespace nightmail::queue
