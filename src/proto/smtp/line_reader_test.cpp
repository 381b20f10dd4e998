// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/line_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace nightmail::smtp {
namespace {

using Lines = std::vector<std::string>;

// Lines as text, flawed ones as "!1" to "!3".
Lines read(std::string_view text, std::size_t first, std::size_t piece = ~std::size_t{0}) {
  LineReader reader(20);
  Lines lines;
  for (std::size_t length = first; !text.empty(); length = piece) {
    ByteView input = as_bytes(text.substr(0, length));
    text.remove_prefix(input.size());
    while (const auto line = reader.take(input)) {
      lines.push_back(line->flaw == LineFlaw::none ? std::string(line->text)
                                                   : "!" + std::to_string(int(line->flaw)));
    }
    EXPECT_TRUE(input.empty());
  }
  return lines;
}

void expect(std::string_view text, const Lines& lines) {
  for (std::size_t at = 1; at <= text.size(); ++at) {
    EXPECT_EQ(read(text, at), lines) << testing::PrintToString(text) << at;
    EXPECT_EQ(read(text, at, at), lines) << testing::PrintToString(text) << at;
  }
}

TEST(LineReader, CutsAtCrlfInEverySplit) {
  expect("NOOP\r\n\r\nQUIT\r\nunfinished", {"NOOP", "", "QUIT"});
  expect("\xC3\xA4\ttab\r\n", {"\xC3\xA4\ttab"});
}

TEST(LineReader, BoundsTheLineWithItsCrlf) {
  expect(std::string(18, 'x') + "\r\nQUIT\r\n", {std::string(18, 'x'), "QUIT"});
  expect(std::string(19, 'x') + "\r\nQUIT\r\n", {"!3", "QUIT"});
  expect(std::string(100, 'x') + "\r\nQUIT\r\n", {"!3", "QUIT"});
  expect(std::string(100, 'x') + "\nQUIT\r\nNOOP\r\n", {"!1", "!1", "NOOP"});
}

TEST(LineReader, RefusesBareLineFeedsAndWhatHidesBehindThem) {
  expect("NOOP\nQUIT\r\nRSET\r\n", {"!1", "!1", "RSET"});
  expect("a\nb\nc\r\nd\r\n", {"!1", "!1", "!1", "d"});
  expect("\n\r\nd\r\n", {"!1", "!1", "d"});
}

TEST(LineReader, RefusesControlCharacters) {
  expect("NO\rOP\r\nx\r\n", {"!2", "x"});
  expect(std::string("NO\0OP\r\nx\r\n", 10), {"!2", "x"});
  expect("NO\x1BOP\r\n\x7F\r\n", {"!2", "!2"});
  expect("\r\r\nx\r\n", {"!2", "x"});
}

TEST(LineReader, ForgetsOnRequest) {
  LineReader reader(20);
  ByteView input = as_bytes("secret");
  EXPECT_FALSE(reader.take(input));
  reader.clear();
  input = as_bytes("NOOP\r\n");
  EXPECT_EQ(reader.take(input)->text, "NOOP");
}

}  // namespace
}  // namespace nightmail::smtp
