// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/address.h"

#include <gtest/gtest.h>

#include "proto/smtp/errors.h"

namespace nightmail::smtp {
namespace {

std::string printed(std::string_view text) {
  const auto mailbox = parse_mailbox(text);
  return mailbox.ok() ? mailbox->to_string() : std::string(mailbox.error().name());
}

TEST(Mailbox, PrintsWhatItReads) {
  for (const char* text :
       {"a@b", "anna.b+tag@nightmail.test", "!#$%&'*+-/=?^_`{|}~@x.y", "\"a b\"@x.test",
        "\"a\\\"b\"@x.test", "\"a\\\\b\"@x.test", "\".dot\"@x.test", "\"a..b\"@x", "\"<>@\"@x",
        "a@[192.0.2.1]", "a@[IPv6:2001:db8::1]", "a@[IPv6:::ffff:192.0.2.1]", "a@x-y.test",
        "a@under_score.test", "a@x.test.", "\xC3\xA4@x.test",
        "a@b\xC3\xBC"
        "cher.test",
        "\xE7\x94\xA8\xE6\x88\xB7@\xE4\xBE\x8B.test"})
    EXPECT_EQ(printed(text), text);
}

TEST(Mailbox, KeepsTheMeaningNotTheSpelling) {
  EXPECT_EQ(printed("\"ab\"@x"), "ab@x");
  EXPECT_EQ(printed("\"a\\b\"@x"), "ab@x");
  EXPECT_EQ(parse_mailbox("\"a b\"@x")->local, "a b");
  EXPECT_EQ(parse_mailbox("a@[192.0.2.1]")->domain, "[192.0.2.1]");
  EXPECT_TRUE(parse_mailbox("a@[192.0.2.1]")->domain_is_literal());
}

TEST(Mailbox, KnowsWhenItNeedsUtf8) {
  EXPECT_FALSE(parse_mailbox("a@b")->needs_utf8());
  EXPECT_TRUE(parse_mailbox("\xC3\xA4@b")->needs_utf8());
  EXPECT_TRUE(parse_mailbox("a@\xC3\xA4")->needs_utf8());
}

TEST(Mailbox, RefusesWhatIsNone) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {""sv,
                                      "a"sv,
                                      "@"sv,
                                      "a@"sv,
                                      "@b"sv,
                                      ".a@b"sv,
                                      "a.@b"sv,
                                      "a..b@c"sv,
                                      "a b@c"sv,
                                      "a@b c"sv,
                                      "a@b@c"sv,
                                      "a@.b"sv,
                                      "a@b..c"sv,
                                      "a@-b"sv,
                                      "a@b-"sv,
                                      "a@b.-c.d"sv,
                                      "\"a@b"sv,
                                      "\"a\"b@c"sv,
                                      "\"\"@b"sv,
                                      "\"a\nb\"@c"sv,
                                      "\"a\0b\"@c"sv,
                                      "\"a\\\r\"@c"sv,
                                      "\"a\x7F\"@c"sv,
                                      "a@[1.2.3]"sv,
                                      "a@[1.2.3.4"sv,
                                      "a@[1.2.3.256]"sv,
                                      "a@[IPv6:1::2::3]"sv,
                                      "a@[x:y]"sv,
                                      "a@[]"sv,
                                      "a<@b"sv,
                                      "a@b>"sv,
                                      "a\xFF@b"sv,
                                      "a\xC0\x80@b"sv,
                                      "a@\xED\xA0\x80"sv,
                                      "a\xC2\x85@b"sv,
                                      "a\xE2\x80\xA8@b"sv,
                                      "a@[1.2.3.4\0]"sv,
                                      "a@b.."sv,
                                      "a@."sv,
                                      "(c)a@b"sv,
                                      "a,b@c"sv})
    EXPECT_EQ(printed(text), "smtp.bad_address") << text;
}

TEST(Mailbox, IsBounded) {
  const std::string label(63, 'x');
  EXPECT_EQ(printed("a@" + label), "a@" + label);
  EXPECT_EQ(printed("a@" + label + "x"), "smtp.bad_address");
  const std::string domain = label + "." + label + "." + label + "." + std::string(63, 'y');
  EXPECT_EQ(printed("a@" + domain), "a@" + domain);
  EXPECT_EQ(printed("a@" + domain + "z"), "smtp.bad_address");
  EXPECT_EQ(printed(std::string(64, 'l') + "@" + domain), std::string(64, 'l') + "@" + domain);
  EXPECT_EQ(printed(std::string(65, 'l') + "@" + domain), "smtp.address_too_long");
  EXPECT_EQ(printed(std::string(300, 'l') + "@b"), std::string(300, 'l') + "@b");
}

TEST(ReversePath, ReadsNullAndMailbox) {
  const auto null = parse_reverse_path("<> SIZE=1");
  ASSERT_TRUE(null.ok());
  EXPECT_FALSE(null->mailbox);
  EXPECT_EQ(null->rest, " SIZE=1");
  const auto path = parse_reverse_path("<\"a>b\"@c>x");
  ASSERT_TRUE(path.ok());
  EXPECT_EQ(path->mailbox->local, "a>b");
  EXPECT_EQ(path->rest, "x");
}

TEST(ReversePath, ForgetsSourceRoutes) {
  EXPECT_EQ(parse_reverse_path("<@one,@two.test:a@b>")->mailbox->to_string(), "a@b");
  EXPECT_EQ(parse_forward_path("<@[1.2.3.4]:a@b>")->mailbox->to_string(), "a@b");
  for (const char* text :
       {"<@one a@b>", "<@one,:a@b>", "<@:a@b>", "<@one:>", "<@one", "<@one,two:a@b>"})
    EXPECT_FALSE(parse_reverse_path(text).ok()) << text;
}

TEST(ForwardPath, KnowsPostmasterAlone) {
  EXPECT_EQ(parse_forward_path("<PostMaster>")->mailbox->to_string(), "postmaster");
  EXPECT_EQ(parse_forward_path("<postmaster@b> x")->rest, " x");
  EXPECT_FALSE(parse_forward_path("<anna>").ok());
  EXPECT_FALSE(parse_reverse_path("<postmaster>").ok());
}

TEST(ForwardPath, IsNeverNull) {
  for (const char* text : {"<>", "", "a@b", "<a@b", "<a@b x>", "< a@b>", "<a@b >"})
    EXPECT_FALSE(parse_forward_path(text).ok()) << text;
}

}  // namespace
}  // namespace nightmail::smtp
