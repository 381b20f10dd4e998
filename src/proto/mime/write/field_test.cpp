// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/write/field.h"

#include <gtest/gtest.h>

#include "proto/mime/address.h"
#include "proto/mime/encoded_word.h"
#include "proto/mime/parameters.h"

namespace nightmail::mime {
namespace {

void expect_lines_within(const std::string& field, std::size_t limit) {
  std::size_t start = 0;
  while (start < field.size()) {
    const std::size_t end = field.find("\r\n", start);
    ASSERT_NE(end, std::string::npos) << field;
    EXPECT_LE(end - start, limit) << field;
    start = end + 2;
    EXPECT_TRUE(start == field.size() || field[start] == ' ') << field;  // a fold, no new field
  }
}

TEST(Field, TextBeyondAsciiReadsAsItWas) {
  for (const std::string& text :
       {std::string("Grüße aus Köln"),
        std::string("夜行列車が国境を越えて行く、小切手と郵便為替を運んで、"
                    "富める者への手紙、貧しき者への手紙"),
        std::string("=?utf-8?q?not a word?="), std::string("plain")}) {
    const WrittenField field = text_field("Subject", text);
    EXPECT_EQ(decode_header_text(field.value), text);
    expect_lines_within(field.line(), 78);
  }
}

TEST(Field, LongTextIsFolded) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "word" + std::to_string(i) + " ";
  expect_lines_within(text_field("Subject", text).line(), 78);
  expect_lines_within(text_field("Subject", std::string(5000, 'x')).line(), 998);
}

TEST(Field, NoValueCanAddAField) {
  const std::string attack = "x\r\nBcc: eve@evil.test\r\n\r\nbody";
  EXPECT_EQ(text_field("Subject", attack).value.find('\n'), std::string::npos);
  EXPECT_EQ(address_field("To", std::vector{Address{attack, "a@b.test"}}).value.find("\r\nBcc"),
            std::string::npos);
  EXPECT_EQ(
      parameter_field("X", "y", std::vector<WrittenParameter>{{"n", attack}}).value.find("\r\nBcc"),
      std::string::npos);
}

TEST(Field, AddressesReadAsTheyWere) {
  const std::vector<Address> people{{"Anna Berg", "anna@example.org"},
                                    {"Berg, Anna \"A\"", "a.b+c@example.org"},
                                    {"Jürgen Groß", "jürgen@bücher.example"},
                                    {"", "plain@example.org"},
                                    {"", "\"odd local\"@example.org"}};
  const WrittenField field = address_field("To", people);
  std::vector<Address> read;
  EXPECT_FALSE(parse_addresses(field.value, {}, read));
  ASSERT_EQ(read.size(), people.size());
  for (std::size_t i = 0; i + 1 < people.size(); ++i) EXPECT_EQ(read[i], people[i]);
  expect_lines_within(field.line(), 78);
}

TEST(Field, ParametersReadAsTheyWere) {
  for (const std::string& name : {std::string("report.pdf"), std::string("a \"quoted\" name.txt"),
                                  std::string("Übersicht.pdf"), std::string(150, 'n') + ".txt",
                                  std::string("мамонт-мамонт-мамонт-мамонт.png")}) {
    const auto field = parameter_field("Content-Disposition", "attachment",
                                       std::vector<WrittenParameter>{{"filename", name}});
    EXPECT_EQ(parse_parameters(field.value).get("filename"), name) << field.value;
    expect_lines_within(field.line(), 90);
  }
}

TEST(Field, AddrSpec) {
  for (const char* good : {"a@b", "a.b@c.d", "jürgen@bücher.example", "\"a b\"@c.d",
                           "a@[192.0.2.1]", "o'neil+x@example.org"}) {
    EXPECT_TRUE(is_addr_spec(good)) << good;
  }
  for (const char* bad : {"", "a", "@b", "a@", "a b@c", "a@b c", "a..b@c", ".a@b", "<a@b>", "a@b>",
                          "a@b\r\nX: y", "a\"b@c", "a,b@c", "a@b@c d"}) {
    EXPECT_FALSE(is_addr_spec(bad)) << bad;
  }
}

}  // namespace
}  // namespace nightmail::mime
