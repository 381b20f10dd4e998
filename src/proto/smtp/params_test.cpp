// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/params.h"

#include <gtest/gtest.h>

#include <limits>

namespace nightmail::smtp {
namespace {

std::string mail_error(std::string_view text, const Extensions& offer = {}) {
  const auto result = parse_mail_arguments(text, offer);
  return result.ok() ? "" : std::string(result.error().name());
}

std::string rcpt_error(std::string_view text) {
  const auto result = parse_rcpt_arguments(text);
  return result.ok() ? "" : std::string(result.error().name());
}

TEST(MailArguments, ReadsAllParameters) {
  const auto got = parse_mail_arguments("from:<a@b> SIZE=123 body=8bitmime SmtpUtf8", {});
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(got->sender->to_string(), "a@b");
  EXPECT_EQ(got->size, 123u);
  EXPECT_EQ(got->body, BodyType::eight_bit);
  EXPECT_TRUE(got->smtputf8);
  EXPECT_EQ(parse_mail_arguments("FROM:<> BODY=7BIT", {})->body, BodyType::seven_bit);
  EXPECT_FALSE(parse_mail_arguments("FROM:<>", {})->sender);
  EXPECT_TRUE(parse_mail_arguments("FROM: <a@b>", {}).ok());
}

TEST(MailArguments, RefusesUnknownParameters) {
  EXPECT_EQ(mail_error("FROM:<a@b> FOO"), "smtp.unknown_parameter");
  EXPECT_EQ(mail_error("FROM:<a@b> AUTH=<>"), "smtp.unknown_parameter");
  EXPECT_EQ(mail_error("FROM:<a@b> RET=HDRS"), "smtp.unknown_parameter");
  Extensions none;
  none.size = none.eight_bit = none.smtputf8 = false;
  for (const char* text : {"FROM:<a@b> SIZE=1", "FROM:<a@b> BODY=7BIT", "FROM:<a@b> SMTPUTF8"})
    EXPECT_EQ(mail_error(text, none), "smtp.unknown_parameter") << text;
}

TEST(MailArguments, RefusesBadValues) {
  for (const char* text :
       {"SIZE", "SIZE=", "SIZE=x", "SIZE=-1", "SIZE=1 SIZE=1", "SIZE=123456789012345678901", "BODY",
        "BODY=9BIT", "BODY=BINARYMIME", "BODY=7BIT BODY=7BIT", "SMTPUTF8=1", "SMTPUTF8 SMTPUTF8",
        "SIZE=1=2", "FOO="})
    EXPECT_EQ(mail_error(std::string("FROM:<a@b> ") + text), "smtp.bad_parameter") << text;
}

TEST(MailArguments, RefusesWhatCannotBeRead) {
  for (const char* text :
       {"", "<a@b>", "FROM<a@b>", "TO:<a@b>", "FROM:<a@b> -x", "FROM:<a@b> =1", "FROM:<a@b> a,b"})
    EXPECT_EQ(mail_error(text), "smtp.bad_argument") << text;
  for (const char* text : {"FROM:", "FROM:a@b", "FROM:<a@b>SIZE=1", "FROM:<a@b", "FROM:<a@b>>"})
    EXPECT_EQ(mail_error(text), "smtp.bad_address") << text;
}

TEST(RcptArguments, TakesAPathAndNothingElse) {
  EXPECT_EQ(parse_rcpt_arguments("to:<a@b>")->to_string(), "a@b");
  EXPECT_EQ(rcpt_error("TO:<a@b> NOTIFY=NEVER"), "smtp.unknown_parameter");
  EXPECT_EQ(rcpt_error("TO:<a@b> ORCPT=rfc822;x"), "smtp.unknown_parameter");
  EXPECT_EQ(rcpt_error("TO:<>"), "smtp.bad_address");
  EXPECT_EQ(rcpt_error("FROM:<a@b>"), "smtp.bad_argument");
  EXPECT_EQ(rcpt_error(""), "smtp.bad_argument");
}

TEST(Number, SaturatesAndRefusesSigns) {
  EXPECT_EQ(parse_number("0"), 0u);
  EXPECT_EQ(parse_number("00000000000000000001"), 1u);
  EXPECT_EQ(parse_number("99999999999999999999"), std::numeric_limits<std::uint64_t>::max());
  for (const char* text : {"", "+1", "-1", " 1", "1 ", "0x1", "000000000000000000001"})
    EXPECT_FALSE(parse_number(text)) << text;
}

}  // namespace
}  // namespace nightmail::smtp
