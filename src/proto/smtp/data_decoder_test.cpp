// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/data_decoder.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace nightmail::smtp {
namespace {

struct Decoded {
  std::string content;
  bool ended = false;
  Flaw flaw = Flaw::none;
  std::string rest;
  bool operator==(const Decoded&) const = default;
};

Decoded decode(std::string_view text, std::size_t first, std::size_t piece = ~std::size_t{0}) {
  DataDecoder decoder(1000);
  Decoded result;
  std::size_t length = first;
  while (!text.empty() && !decoder.ended()) {
    ByteView input = as_bytes(text.substr(0, length));
    text.remove_prefix(input.size());
    while (!input.empty() && !decoder.ended()) {
      const auto got = decoder.next(input);
      result.content += as_text(got.content);
      input = input.subspan(got.consumed);
    }
    result.rest = to_string(input);
    length = piece;
  }
  result.ended = decoder.ended();
  result.flaw = decoder.flaw();
  result.rest += text;
  return result;
}

Decoded decode(std::string_view text) {
  return decode(text, text.size());
}

// RFC 5321 §4.5.2 written as simply as can be: find the end, then drop the first dot of each line.
Decoded decode_simply(std::string_view text) {
  Decoded result;
  const std::string whole = "\r\n" + std::string(text);
  const std::size_t end = whole.find("\r\n.\r\n");
  result.ended = end != std::string::npos;
  if (!result.ended) return result;
  result.rest = whole.substr(end + 5);
  std::string content = whole.substr(0, end + 2);
  for (std::size_t at = 0; (at = content.find("\r\n.", at)) != std::string::npos; at += 2)
    content.erase(at + 2, 1);
  result.content = content.substr(2);
  return result;
}

TEST(DataDecoder, EndsAndUnstuffs) {
  EXPECT_EQ(decode("a\r\n.\r\nQUIT"), (Decoded{"a\r\n", true, Flaw::none, "QUIT"}));
  EXPECT_EQ(decode(".\r\n"), (Decoded{"", true, Flaw::none, ""}));
  EXPECT_EQ(decode("..\r\n.\r\n"), (Decoded{".\r\n", true, Flaw::none, ""}));
  EXPECT_EQ(decode(".x\r\n...\r\n.\r\n"), (Decoded{"x\r\n..\r\n", true, Flaw::none, ""}));
  EXPECT_EQ(decode("\r\n.\r\n"), (Decoded{"\r\n", true, Flaw::none, ""}));
  EXPECT_EQ(decode("a.\r\n.\r\n"), (Decoded{"a.\r\n", true, Flaw::none, ""}));
  EXPECT_FALSE(decode("a\r\n.").ended);
  EXPECT_FALSE(decode("a.\r\n").ended);
}

// Every sequence that some server somewhere has taken for the end of the data. What follows it must
// stay content, and where a line end is not <CRLF>, the message must be marked.
TEST(DataDecoder, IsNotFooledBySmuggling) {
  using namespace std::string_view_literals;
  const std::string_view marked[] = {
      "\n.\n"sv,         "\n.\r\n"sv,         "\r\n.\n"sv,   "\r.\r"sv,       "\r.\r\n"sv,
      "\r\n.\r"sv,       "\n.\r"sv,           "\r.\n"sv,     "\r\n\0.\r\n"sv, "\r\n.\0\r\n"sv,
      "\r\r\n.\r\r\n"sv, "\r\n.\r\r\n"sv,     "\n\n.\r\n"sv, "\n\r.\r\n"sv,   "\n.\n\r\n"sv,
      "\r\n\r.\r\n"sv,   "\r\n.\n\r\n.x\n"sv, "\0\r\n.\n"sv, "\n.\n.\n"sv,    "\r\n..\n"sv};
  const std::string_view clean[] = {"\r\n. \r\n"sv, "\r\n\v.\r\n"sv, "\u2028.\u2028"sv,
                                    "\x85.\x85"sv,  "\r\n..\r\n"sv,  " .\r\n"sv};
  const auto check = [](std::string_view end, bool is_marked) {
    const Decoded got = decode("x" + std::string(end) + "MAIL FROM:<evil@x>\r\n.\r\nQUIT\r\n");
    EXPECT_TRUE(got.ended) << testing::PrintToString(end);
    EXPECT_EQ(got.rest, "QUIT\r\n") << testing::PrintToString(end);
    EXPECT_NE(got.content.find("evil"), std::string::npos) << testing::PrintToString(end);
    EXPECT_EQ(got.flaw != Flaw::none, is_marked) << testing::PrintToString(end);
  };
  for (const auto end : marked) check(end, true);
  for (const auto end : clean) check(end, false);
}

TEST(DataDecoder, NamesTheFlaw) {
  EXPECT_EQ(decode("a\nb\r\n.\r\n").flaw, Flaw::bare_lf);
  EXPECT_EQ(decode("a\rb\r\n.\r\n").flaw, Flaw::bare_cr);
  EXPECT_EQ(decode("\r\n.\rb\r\n.\r\n").flaw, Flaw::bare_cr);
  EXPECT_EQ(decode(std::string("a\0b\r\n.\r\n", 8)).flaw, Flaw::nul);
  EXPECT_EQ(decode(std::string(1001, 'x') + "\r\n.\r\n").flaw, Flaw::long_line);
  EXPECT_EQ(decode(std::string(1000, 'x') + "\r\n.\r\n").flaw, Flaw::none);
}

TEST(DataDecoder, AgreesWithTheSimpleWayInEverySplit) {
  std::mt19937 random(3);
  const std::string_view parts[] = {"\r\n", ".",         "\r\n.", "a",  "\r",
                                    "\n",   "\r\n.\r\n", "bbbb",  "..", std::string_view("\0", 1)};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = random() % 20; i >= 0; --i) text += parts[random() % std::size(parts)];
    if (round % 3 == 0) text.insert(text.size() / 2, 60 + random() % 10, 'x');
    const Decoded whole = decode(text);
    const Decoded simple = decode_simply(text);
    ASSERT_EQ(whole.ended, simple.ended) << testing::PrintToString(text);
    if (whole.ended) {
      ASSERT_EQ(whole.content, simple.content) << testing::PrintToString(text);
      ASSERT_EQ(whole.rest, simple.rest) << testing::PrintToString(text);
    }
    for (std::size_t at = 1; at < text.size(); ++at)
      ASSERT_EQ(decode(text, at), whole) << testing::PrintToString(text) << at;
    ASSERT_EQ(decode(text, 1, 1), whole) << testing::PrintToString(text);
  }
}

}  // namespace
}  // namespace nightmail::smtp
