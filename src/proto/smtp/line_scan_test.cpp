// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/line_scan.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

namespace nightmail::smtp {
namespace {

std::string random_text(std::mt19937& random, std::size_t length, std::string_view alphabet) {
  std::string text(length, ' ');
  for (char& c : text) c = alphabet[random() % alphabet.size()];
  return text;
}

TEST(LineScan, ClassifiesAlikeOnEveryProcessor) {
  std::mt19937 random(1);
  for (int round = 0; round < 1000; ++round) {
    std::array<std::uint8_t, 64> block{};
    for (auto& byte : block) byte = static_cast<std::uint8_t>("\r\n\0.x\x8D\x8A\x80"[random() % 8]);
    const BlockMasks fast = classify_block(block.data());
    const BlockMasks slow = classify_block_portable(block.data());
    ASSERT_EQ(fast.cr, slow.cr);
    ASSERT_EQ(fast.lf, slow.lf);
    ASSERT_EQ(fast.nul, slow.nul);
    ASSERT_EQ(fast.dot, slow.dot);
  }
}

// The same judgement, written byte by byte.
Flaw flaw_byte_by_byte(std::string_view text) {
  bool lf = false, cr = false, nul = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) lf = true;
    if (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) cr = true;
    if (text[i] == '\0') nul = true;
  }
  return lf ? Flaw::bare_lf : cr ? Flaw::bare_cr : nul ? Flaw::nul : Flaw::none;
}

Flaw flaw_of(std::string_view text, std::size_t piece) {
  LineScan scan(1000);
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size())))
    EXPECT_EQ(scan.scan(as_bytes(text.substr(0, piece)), false), std::min(piece, text.size()));
  scan.finish();
  return scan.flaw();
}

TEST(LineScan, JudgesLikeTheSlowWayInEverySplit) {
  std::mt19937 random(2);
  for (int round = 0; round < 2000; ++round) {
    std::string text = random_text(random, random() % 200, std::string_view("ab\0\r\n", 5));
    if (round % 2 == 0) {  // mostly clean
      text = random_text(random, random() % 150, "ab.");
      for (std::size_t i = 10; i < text.size(); i += 1 + random() % 70) text.insert(i, "\r\n");
      if (round % 4 == 0) text.insert(random() % (text.size() + 1), 1, "\r\n\0"[random() % 3]);
    }
    for (const std::size_t piece : {1u, 2u, 3u, 63u, 64u, 65u, 1000u})
      ASSERT_EQ(flaw_of(text, piece), flaw_byte_by_byte(text)) << round << " " << piece;
  }
}

TEST(LineScan, MeasuresLinesExactlyWithoutTheCrlf) {
  for (const std::size_t before : {0u, 1u, 60u, 64u, 100u}) {
    for (const std::size_t piece : {1u, 7u, 64u, 5000u}) {
      const std::string start = before == 0 ? "" : std::string(before, 'x') + "\r\n";
      EXPECT_EQ(flaw_of(start + std::string(1000, 'y') + "\r\nz\r\n", piece), Flaw::none);
      EXPECT_EQ(flaw_of(start + std::string(1001, 'y') + "\r\nz\r\n", piece), Flaw::long_line);
      EXPECT_EQ(flaw_of(start + std::string(3000, 'y'), piece), Flaw::long_line);
    }
  }
}

TEST(LineScan, StopsAtDotsThatBeginLines) {
  for (std::size_t at = 0; at < 200; ++at) {
    std::string before(at, '.');
    if (at > 0) before.front() = 'x';
    LineScan scan(1000);
    const std::string text = before + (at == 0 ? "" : "\r\n") + ".rest";
    EXPECT_EQ(scan.scan(as_bytes(text), true), text.size() - 5);
    EXPECT_TRUE(scan.at_line_start());
  }
  for (const char* text : {"a\n.", "a\r.", "a.", "\n."}) {
    LineScan scan(1000);
    EXPECT_EQ(scan.scan(as_bytes(text), true), std::string_view(text).size()) << text;
  }
}

}  // namespace
}  // namespace nightmail::smtp
