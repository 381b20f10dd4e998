// SPDX-License-Identifier: Apache-2.0
#include "proto/autocrypt/header.h"

#include <gtest/gtest.h>

namespace nightmail::autocrypt {
namespace {

constexpr Timestamp kNow{1'795'622'400'000};

std::string message(std::string_view headers) {
  return "From: Bert <bert@example.org>\r\nDate: Mon, 23 Nov 2026 12:00:00 +0000\r\n" +
         std::string(headers) + "\r\nhello\r\n";
}

TEST(AutocryptHeader, WhatIsPrintedIsRead) {
  const Header header{"bert@example.org", true, Bytes(700, 0xa5)};
  const std::string value = print_header(header);
  EXPECT_EQ(parse_header(value), header);
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t end = std::min(value.find("\r\n", at), value.size());
    EXPECT_LE(end - at, 78U);
    at = end + 2;
  }
}

TEST(AutocryptHeader, CriticalAttributesMakeItVoid) {
  EXPECT_TRUE(parse_header("addr=a@b; keydata=AAAA"));
  EXPECT_TRUE(parse_header("addr=a@b; _note=x; prefer-encrypt=nopreference; keydata=AAAA;"));
  for (const char* bad :
       {"", "addr=a@b", "keydata=AAAA", "addr=a@b; key=x; keydata=AAAA", "addr=a@b; keydata=A*A",
        "addr=a@b; addr=c@d; keydata=AAAA", "addr=a@b; keydata=AAAA; keydata=AAAA",
        "addr=; keydata=AAAA", "addr=a@b; keydata="}) {
    EXPECT_FALSE(parse_header(bad)) << bad;
  }
  EXPECT_FALSE(parse_header("addr=a@b; keydata=" + std::string(200'000, 'A')));
}

TEST(AutocryptHeader, LearnsFromOneFieldOfTheSender) {
  const std::string good =
      "Autocrypt: addr=bert@example.org; prefer-encrypt=mutual; keydata=AAAA\r\n";
  const std::string other = "Autocrypt: addr=eve@example.org; keydata=BBBB\r\n";
  const auto learned = learn(as_bytes(message(good + other)), kNow);
  ASSERT_TRUE(learned);
  EXPECT_TRUE(learned->header.prefers_encryption);
  EXPECT_EQ(learned->effective.unix_ms, 1'795'435'200'000);
  EXPECT_FALSE(learn(as_bytes(message(other)), kNow));
  EXPECT_FALSE(learn(as_bytes(message(good + good)), kNow));
  EXPECT_FALSE(learn(as_bytes(message(good + "Content-Type: multipart/report\r\n")), kNow));
  EXPECT_FALSE(learn(as_bytes(message(good + "From: eve@example.org\r\n")), kNow));
}

TEST(AutocryptHeader, ADateInTheFutureDoesNotCount) {
  const std::string good = "Autocrypt: addr=bert@example.org; keydata=AAAA\r\n";
  const Timestamp earlier{1'700'000'000'000};
  EXPECT_EQ(learn(as_bytes(message(good)), earlier)->effective, earlier);
}

}  // namespace
}  // namespace nightmail::autocrypt
