// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "net/http.h"

namespace nightmail::net {
namespace {

TEST(TargetTest, SplitsAndDecodes) {
  const auto target = parse_target("/a%20b/c%2Fd/?x=1&y=a+b%2B&flag&x=2");
  ASSERT_TRUE(target.ok());
  EXPECT_EQ(target->path, "/a b/c/d/");
  EXPECT_EQ(target->segments, (std::vector<std::string>{"a b", "c/d", ""}));
  EXPECT_EQ(*target->query_value("x"), "1");
  EXPECT_EQ(*target->query_value("y"), "a b+");
  EXPECT_EQ(*target->query_value("flag"), "");
  EXPECT_EQ(target->query_value("z"), nullptr);
}

TEST(TargetTest, Root) {
  const auto target = parse_target("/");
  ASSERT_TRUE(target.ok());
  EXPECT_EQ(target->path, "/");
  EXPECT_TRUE(parse_target("/?").ok());
}

TEST(TargetTest, RefusesWhatCouldMeanTwoThings) {
  for (const char* text : {"", "a", "*", "/%", "/%2", "/%2x", "/%00", "/a%0Ab", "/..",
                           "/a/%2e%2E/b", "/.", "/?a=%zz", "/?a=%0d"}) {
    EXPECT_FALSE(parse_target(text).ok()) << text;
  }
  EXPECT_TRUE(parse_target("/...").ok());
}

TEST(TargetTest, EncodingComesBack) {
  const std::string name = "a/b?c=d&e f%ü.txt";
  const auto target = parse_target("/" + percent_encode(name) + "?q=" + percent_encode(name));
  ASSERT_TRUE(target.ok());
  EXPECT_EQ(target->segments[0], name);
  EXPECT_EQ(*target->query_value("q"), name);
}

TEST(HeadersTest, NamesCompareWithoutCase) {
  Headers headers{{"Content-Type", "a"}, {"X", "1"}, {"x", "2"}};
  EXPECT_EQ(*headers.find("content-type"), "a");
  headers.set("X", "3");
  EXPECT_EQ(headers.fields().size(), 2U);
  headers.set_if_missing("CONTENT-TYPE", "b");
  EXPECT_EQ(*headers.find("Content-Type"), "a");
}

}  // namespace
}  // namespace nightmail::net
