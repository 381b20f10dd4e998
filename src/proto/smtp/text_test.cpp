// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/text.h"

#include <gtest/gtest.h>

namespace nightmail::smtp {
namespace {

TEST(Text, AcceptsWellFormedUtf8Only) {
  for (const char* good : {"", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                           "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad :
       {"\x80", "\xC1\xBF", "\xC2", "\xC2 ", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE2\x82",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xE2\x82\xAC\x80"})
    EXPECT_FALSE(is_utf8(bad)) << bad;
}

TEST(Text, FindsControlsBeyondAscii) {
  EXPECT_TRUE(has_utf8_controls("a\xC2\x85"));
  EXPECT_TRUE(has_utf8_controls("\xE2\x80\xA9"));
  EXPECT_FALSE(has_utf8_controls("\xC2\xA0\xE2\x80\xA7"));
}

TEST(Text, ComparesWithoutLocale) {
  EXPECT_TRUE(equal_ignoring_case("MAIL", "mAil"));
  EXPECT_FALSE(equal_ignoring_case("MAIL", "MAI"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
}

}  // namespace
}  // namespace nightmail::smtp
