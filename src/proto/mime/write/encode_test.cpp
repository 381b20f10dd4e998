// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/write/encode.h"

#include <gtest/gtest.h>

#include "proto/mime/transfer.h"

namespace nightmail::mime {
namespace {

std::string longest_line(std::string_view text) {
  std::string longest;
  std::string line;
  for (const char c : text) {
    if (c != '\n') {
      line += c;
    } else if (line = line.substr(0, line.size() - 1); line.size() >= longest.size()) {
      longest = std::exchange(line, {});
    } else {
      line.clear();
    }
  }
  return longest;
}

TEST(Encode, Base64HasLinesOf76) {
  const std::string lines = base64_lines(Bytes(200, 0xff));
  EXPECT_EQ(longest_line(lines).size(), 76U);
  EXPECT_TRUE(lines.ends_with("\r\n"));
  EXPECT_EQ(decode(lines, Encoding::base64), std::string(200, '\xff'));
  EXPECT_EQ(base64_lines({}), "");
}

TEST(Encode, QuotedPrintableReadsAsItWas) {
  const std::string text = "Grüße = \r\n\tFrom here\r\nFrom there \r\n" + std::string(300, 'x') +
                           "\r\n" + std::string(80, '=') + "\r\n";
  const std::string lines = quoted_printable_lines(text);
  EXPECT_EQ(decode(lines, Encoding::quoted_printable), text);
  EXPECT_LE(longest_line(lines).size(), 76U);
  EXPECT_NE(lines.find("\r\n=46rom there=20\r\n"), std::string::npos);
}

TEST(Encode, EveryLineEndBecomesCrlf) {
  EXPECT_EQ(crlf_lines("a\nb\rc\r\n\nd"), "a\r\nb\r\nc\r\n\r\nd\r\n");
  EXPECT_EQ(crlf_lines(""), "");
}

TEST(Encode, WhatServersChangeIsNotSafe) {
  EXPECT_TRUE(is_safe_7bit("Hello.\n\nBye.\n"));
  for (const char* text : {"From me\n", "trailing \n", "caf\xc3\xa9\n", "nul\x01\n"}) {
    EXPECT_FALSE(is_safe_7bit(text)) << text;
  }
  EXPECT_FALSE(is_safe_7bit(std::string(77, 'x')));
}

}  // namespace
}  // namespace nightmail::mime
