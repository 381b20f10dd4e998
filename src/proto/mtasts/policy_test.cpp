// SPDX-License-Identifier: Apache-2.0
#include "proto/mtasts/policy.h"

#include <gtest/gtest.h>

namespace nightmail::mtasts {
namespace {

using Mode = Policy::Mode;

// The examples of RFC 8461 §3.1 and §3.2.
TEST(MtaSts, ReadsTheExamplesOfTheRfc) {
  const std::vector<std::string> records{"v=spf1 -all", "v=STSv1; id=20160831085700Z;"};
  EXPECT_EQ(policy_id(records), "20160831085700Z");
  const auto policy = parse_policy(
      "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\n"
      "mx: backupmx.example.com\r\nmax_age: 604800\r\n");
  ASSERT_TRUE(policy);
  EXPECT_EQ(policy->mode, Mode::enforce);
  EXPECT_EQ(policy->max_age.count(), 604800);
  EXPECT_TRUE(policy->covers("mail.example.com"));
  EXPECT_TRUE(policy->covers("MX.Example.NET"));
  EXPECT_FALSE(policy->covers("a.mx.example.net"));
  EXPECT_FALSE(policy->covers("example.net"));
  EXPECT_FALSE(policy->covers(".example.net"));
  EXPECT_FALSE(policy->covers("mail.example.org"));
}

TEST(MtaSts, RefusesRecordsThatAreNone) {
  using Records = std::vector<std::string>;
  for (const Records& records :
       {Records{}, Records{"v=STSv2; id=1"}, Records{"v=STSv1;"}, Records{"v=STSv1; id=a-b"},
        Records{"v=STSv1; id=" + std::string(33, '1')}, Records{"v=STSv1; id=1", "v=STSv1; id=2"},
        Records{"id=1; v=STSv1"}})
    EXPECT_FALSE(policy_id(records));
  EXPECT_EQ(policy_id(Records{"v=STSv1 ;  id = 7 ; x=y"}), "7");
}

TEST(MtaSts, RefusesPoliciesThatAreBroken) {
  const std::string good = "version: STSv1\nmode: testing\nmx: a.test\nmax_age: 60\n";
  ASSERT_TRUE(parse_policy(good));
  for (const std::string& text :
       {std::string(), std::string("<html>"),
        std::string("mode: enforce\nmx: a.test\nmax_age: 6\n"),
        std::string("version: STSv1\nmx: a.test\nmax_age: 6\n"),
        std::string("version: STSv1\nmode: enforce\nmax_age: 6\n"),
        std::string("version: STSv1\nmode: enforce\nmx: a.test\n"),
        std::string("version: STSv1\nmode: strict\nmx: a.test\nmax_age: 6\n"),
        std::string("version: STSv1\nmode: enforce\nmx: a b\nmax_age: 6\n"),
        std::string("version: STSv1\nmode: enforce\nmx: a.test\nmax_age: -1\n"),
        good + std::string(kMaxPolicySize, '\n'), good + "nonsense\n"})
    EXPECT_FALSE(parse_policy(text)) << text.substr(0, 80);
  EXPECT_TRUE(parse_policy("version: STSv1\nmode: none\nmax_age: 86400\n"));
  EXPECT_EQ(parse_policy(good + "max_age: 9\nfuture: x\n")->max_age.count(), 60);
  EXPECT_EQ(parse_policy("version: STSv1\nmode: none\nmax_age: 9999999999\n")->max_age, kMaxAge);
}

TEST(MtaSts, WantsPlainText) {
  EXPECT_TRUE(is_policy_type("text/plain"));
  EXPECT_TRUE(is_policy_type("Text/Plain; charset=utf-8"));
  EXPECT_FALSE(is_policy_type("text/html"));
}

}  // namespace
}  // namespace nightmail::mtasts
