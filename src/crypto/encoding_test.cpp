// SPDX-License-Identifier: Apache-2.0
// The vectors of RFC 4648 §10, and what strict decoding must refuse.
#include "crypto/encoding.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/random.h"
#include "crypto/errors.h"

namespace nightmail::crypto {
namespace {

struct Vector {
  std::string_view bytes, base64, base64url, hex;
};

constexpr Vector kVectors[] = {
    {"", "", "", ""},
    {"f", "Zg==", "Zg", "66"},
    {"fo", "Zm8=", "Zm8", "666f"},
    {"foo", "Zm9v", "Zm9v", "666f6f"},
    {"foob", "Zm9vYg==", "Zm9vYg", "666f6f62"},
    {"fooba", "Zm9vYmE=", "Zm9vYmE", "666f6f6261"},
    {"foobar", "Zm9vYmFy", "Zm9vYmFy", "666f6f626172"},
    {"\xfb\xff\xfe", "+//+", "-__-", "fbfffe"},
};

TEST(Encoding, MatchesTheVectorsOfRfc4648) {
  for (const auto& vector : kVectors) {
    const ByteView bytes = as_bytes(vector.bytes);
    EXPECT_EQ(base64_encode(bytes), vector.base64);
    EXPECT_EQ(base64url_encode(bytes), vector.base64url);
    EXPECT_EQ(hex_encode(bytes), vector.hex);
    EXPECT_EQ(*base64_decode(vector.base64), to_bytes(bytes));
    EXPECT_EQ(*base64url_decode(vector.base64url), to_bytes(bytes));
    EXPECT_EQ(*hex_decode(vector.hex), to_bytes(bytes));
  }
}

TEST(Encoding, EveryLengthComesBack) {
  SystemRandom random;
  for (std::size_t size = 0; size < 200; ++size) {
    Bytes bytes(size);
    random.fill(bytes);
    EXPECT_EQ(*base64_decode(base64_encode(bytes)), bytes);
    EXPECT_EQ(*base64url_decode(base64url_encode(bytes)), bytes);
    EXPECT_EQ(*hex_decode(hex_encode(bytes)), bytes);
  }
}

// Spaces, line breaks, padding missing or surplus, stray bits, the other alphabet, non-ASCII.
TEST(Encoding, RefusesEverythingButTheOneSpelling) {
  for (const std::string_view bad :
       {"Zg", "Zg=", "Zg===", "Zg==Zg==", "Zh==", "Zm9", "Zm9=", "Zm 9v", "Zm9v\n", " Zm9v", "-__-",
        "Z", "====", "Zm9v=", "b\xa9i0", "Zm-v", "Zm9\xff"}) {
    const auto result = base64_decode(bad);
    ASSERT_FALSE(result.ok()) << bad;
    EXPECT_TRUE(result.error().is(Errc::bad_encoding));
  }
  for (const std::string_view bad : {"Zg==", "Zh", "Z", "+//+", "Zm9v\n", "b\xa9i0"}) {
    EXPECT_FALSE(base64url_decode(bad).ok()) << bad;
  }
  for (const std::string_view bad : {"6", "6g", "66 66", "0x66", "66\n", "\xb6\xb6"}) {
    EXPECT_FALSE(hex_decode(bad).ok()) << bad;
  }
}

TEST(Encoding, RefusesEachByteOutsideItsAlphabet) {
  const std::string base64_alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string hex_alphabet = "0123456789abcdefABCDEF";
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const std::string four{'A', c, 'A', 'A'};
    EXPECT_EQ(base64_decode(four).ok(), base64_alphabet.find(c) != std::string::npos) << byte;
    EXPECT_EQ(hex_decode(std::string{'0', c}).ok(), hex_alphabet.find(c) != std::string::npos)
        << byte;
  }
}

// Examples of "human-oriented base-32 encoding" (2002).
TEST(Encoding, ZBase32) {
  EXPECT_EQ(zbase32_encode({}), "");
  EXPECT_EQ(zbase32_encode(Bytes{0xf0, 0xbf, 0xc7}), "6n9hq");
  EXPECT_EQ(zbase32_encode(Bytes{0xd4, 0x7a, 0x04}), "4t7ye");
  EXPECT_EQ(zbase32_encode(Bytes{0x00}), "yy");
  EXPECT_EQ(zbase32_encode(Bytes(5, 0xff)), "99999999");
}

TEST(Encoding, Base32) {
  EXPECT_EQ(base32_encode(as_bytes("foobar")), "MZXW6YTBOI");
  EXPECT_EQ(base32_encode(as_bytes("fo")), "MZXQ");
  EXPECT_EQ(base32_encode({}), "");
}

}  // namespace
}  // namespace nightmail::crypto
