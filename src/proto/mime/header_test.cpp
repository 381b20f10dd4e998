// SPDX-License-Identifier: Apache-2.0
//
// Header blocks and the values in them: words, parameters, addresses, dates.

#include "proto/mime/header.h"

#include <gtest/gtest.h>

#include "proto/mime/address.h"
#include "proto/mime/date.h"
#include "proto/mime/encoded_word.h"
#include "proto/mime/parameters.h"

namespace nightmail::mime {
namespace {

TEST(Header, CutsFieldsAndFindsTheBody) {
  const std::string_view text = "A: 1\r\nB:2\r\n 3\r\nnoise\r\nC : 4\n\r\nbody: x\r\n";
  const HeaderBlock block = parse_header(text, {});
  ASSERT_EQ(block.fields.size(), 3u);
  EXPECT_EQ(block.value("b"), "2\r\n 3");
  EXPECT_EQ(block.value("C"), "4");
  EXPECT_EQ(text.substr(block.body), "body: x\r\n");
}

TEST(Header, StaysWithinItsLimits) {
  std::string many;
  for (int i = 0; i < 100; ++i) many += "X: y\r\n";
  const HeaderBlock block = parse_header(many + "\r\nbody", {.fields = 10, .octets = 1000});
  EXPECT_EQ(block.fields.size(), 10u);
  EXPECT_TRUE(block.truncated);
  EXPECT_EQ(block.body, many.size() + 2);
  EXPECT_TRUE(parse_header("X: " + std::string(2000, 'y') + "\n\n", {.fields = 9, .octets = 1000})
                  .truncated);
}

TEST(EncodedWord, DecodesAndJoins) {
  EXPECT_EQ(decode_header_text("=?utf-8?Q?a=20b_c?= d"), "a b c d");
  EXPECT_EQ(decode_header_text("=?UTF-8?B?ww==?=\r\n =?utf-8?b?hA==?="), "\xC3\x84");
  EXPECT_EQ(decode_header_text("=?utf-8?Q?=C3?= =?utf-8?Q?=84?="), "\xC3\x84");
  EXPECT_EQ(decode_header_text("=?iso-8859-1*de?Q?=E4?="), "\xC3\xA4");
}

TEST(EncodedWord, LeavesWhatIsNone) {
  for (const char* text : {"=?", "=?utf-8?Q?abc", "=?utf-8?X?abc?=", "=??Q?abc?=", "a =? b ?= c"})
    EXPECT_EQ(decode_header_text(text), text);
}

TEST(Parameters, ReadsPlainAndQuoted) {
  const auto p = parse_parameters("Text/Plain (comment); charset=\"utf-8\"; Format = flowed ;;x");
  EXPECT_EQ(p.value, "text/plain");
  EXPECT_EQ(p.get("charset"), "utf-8");
  EXPECT_EQ(p.get("format"), "flowed");
  EXPECT_EQ(parse_parameters("a; b=\"x;\\\"y").get("b"), "x;\"y");
}

TEST(Parameters, ReadsRfc2231) {
  const auto p = parse_parameters(
      "attachment; filename=plain.txt; filename*1*=%C3%84; filename*0*=utf-8'de'A; "
      "filename*2=\".txt\"; other*=iso-8859-1''%E4");
  EXPECT_EQ(p.get("filename"), "A\xC3\x84.txt");
  EXPECT_EQ(p.get("other"), "\xC3\xA4");
  EXPECT_EQ(parse_parameters("x; name=\"=?utf-8?Q?=C3=84?=\"").get("name"), "\xC3\x84");
}

TEST(Parameters, ManyOfThemAreBounded) {
  std::string field = "a/b";
  for (int i = 0; i < 5000; ++i) field += "; x" + std::to_string(i) + "*0*=u''y";
  EXPECT_LE(parse_parameters(field).parameters.size(), 100u);
}

std::vector<Address> addresses(std::string_view field) {
  std::vector<Address> result;
  parse_addresses(field, {}, result);
  return result;
}

TEST(AddressList, ReadsTheUsualForms) {
  EXPECT_EQ(
      addresses("a@x.org, \"B, C\" <b@x.org>,\r\n D =?utf-8?Q?=C3=84?= <d@x.org>"),
      (std::vector<Address>{{"", "a@x.org"}, {"B, C", "b@x.org"}, {"D \xC3\x84", "d@x.org"}}));
  EXPECT_EQ(addresses("a@x.org (Anna (B))"), (std::vector<Address>{{"Anna (B)", "a@x.org"}}));
  EXPECT_EQ(addresses("Team: a@x.org, b@x.org;, c@x.org"),
            (std::vector<Address>{{"", "a@x.org"}, {"", "b@x.org"}, {"", "c@x.org"}}));
  EXPECT_EQ(addresses("\"a b\"@x.org"), (std::vector<Address>{{"", "\"a b\"@x.org"}}));
  EXPECT_EQ(addresses("undisclosed-recipients:;"), std::vector<Address>{});
}

// The decoded name must not take part in the syntax, or a name could forge an address.
TEST(AddressList, DecodedNamesAreOnlyNames) {
  EXPECT_EQ(addresses("=?utf-8?Q?boss=40bank.org=3E=2C_x?= <evil@x.org>"),
            (std::vector<Address>{{"boss@bank.org>, x", "evil@x.org"}}));
}

TEST(AddressList, BrokenOnesYieldWhatCanBeHad) {
  EXPECT_EQ(addresses("Anna <a@x.org"), (std::vector<Address>{{"Anna", "a@x.org"}}));
  EXPECT_EQ(addresses("\"Anna <a@x.org>"), (std::vector<Address>{{"Anna", "a@x.org"}}));
  EXPECT_EQ(addresses("<a@x.org, B <b@x.org>"),
            (std::vector<Address>{{"", "a@x.org"}, {"B", "b@x.org"}}));
  EXPECT_EQ(addresses(",,;(("), std::vector<Address>{});
  EXPECT_EQ(addresses("Anna Berg"), (std::vector<Address>{{"Anna Berg", ""}}));
}

TEST(AddressList, IsBounded) {
  std::string field;
  for (int i = 0; i < 10000; ++i) field += "a@x.org,";
  std::vector<Address> result;
  EXPECT_TRUE(parse_addresses(field, {}, result));
  EXPECT_EQ(result.size(), 50u);
  result.clear();
  EXPECT_FALSE(parse_addresses("a@x.org", {}, result));
  parse_addresses(std::string(100000, '('), {}, result);
  parse_addresses(std::string(100000, ':'), {}, result);
  EXPECT_EQ(result.size(), 1u);
}

TEST(Date, ReadsTheFormsOfMail) {
  EXPECT_EQ(parse_date("Mon, 23 Nov 2026 16:00:00 +0100"), (SentAt{1795446000, 60}));
  EXPECT_EQ(parse_date("23 Nov 26 15:00 GMT"), (SentAt{1795446000, 0}));
  EXPECT_EQ(parse_date("Mon, 23-Nov-2026 10:00:00 EST (comment)"), (SentAt{1795446000, -300}));
  EXPECT_EQ(parse_date("Mon Nov 23 15:00:00 2026"), (SentAt{1795446000, 0}));
  EXPECT_EQ(parse_date("1 Jan 1970 00:00:00 -0000"), (SentAt{0, 0}));
}

TEST(Date, RefusesWhatIsNone) {
  for (const char* text :
       {"", "yesterday", "30 Feb 2026 10:00:00 +0000", "1 Jan 2026", "1 Jan 1969 1:1",
        "1 Jan 2026 25:00:00 +0000", "99999999999 Jan 1 1:1:1"})
    EXPECT_FALSE(parse_date(text)) << text;
}

}  // namespace
}  // namespace nightmail::mime
