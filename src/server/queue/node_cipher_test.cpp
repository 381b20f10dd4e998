// SPDX-License-Identifier: Apache-2.0
#include "server/queue/node_cipher.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "server/queue/errors.h"

namespace nightmail::queue {
namespace {

constexpr store::AccountId kAnna{7};
constexpr store::AccountId kBert{8};

class NodeCipherTest : public testing::Test {
 protected:
  static SecretKey32 key(std::uint8_t octet) {
    SecretKey32 key;
    key.expose().fill(octet);
    return key;
  }
  static Bytes numbered(std::size_t size) {
    Bytes plain(size);
    for (std::size_t i = 0; i < size; ++i) plain[i] = static_cast<std::uint8_t>(i * 31 + i / 256);
    return plain;
  }
  static NodeCipher::Read from(const Bytes& sealed) {
    return [&sealed](std::int64_t offset, std::int64_t length) -> Result<Bytes> {
      const auto begin = std::min(sealed.size(), static_cast<std::size_t>(offset));
      const auto end = std::min(sealed.size(), begin + static_cast<std::size_t>(length));
      return to_bytes(ByteView(sealed).subspan(begin, end - begin));
    };
  }
  Result<PlainBytes> open(const Bytes& sealed, store::AccountId account = kAnna,
                          std::int64_t enough = 1 << 30) {
    return cipher_.open_message(account, std::ssize(sealed), from(sealed), enough);
  }

  SystemRandom random_;
  NodeCipher cipher_{key(1), random_};
};

TEST_F(NodeCipherTest, ARecordOpensForItsPurposeAndAccountAlone) {
  const Bytes sealed = cipher_.seal_record("part", kAnna, as_bytes("secret"));
  EXPECT_EQ(as_text(*cipher_.open_record("part", kAnna, sealed)), "secret");
  EXPECT_TRUE(cipher_.open_record("envelope", kAnna, sealed).error().is(Errc::bad_record));
  EXPECT_FALSE(cipher_.open_record("part", kBert, sealed).ok());
  EXPECT_FALSE(NodeCipher(key(2), random_).open_record("part", kAnna, sealed).ok());
}

TEST_F(NodeCipherTest, MessagesOfAllSizesComeBack) {
  for (const std::size_t size : {0U, 1U, 65'535U, 65'536U, 65'537U, 131'072U, 300'000U}) {
    const Bytes plain = numbered(size);
    const Bytes sealed = cipher_.seal_message(kAnna, plain);
    EXPECT_EQ(NodeCipher::plain_size(std::ssize(sealed)), std::ssize(plain)) << size;
    const auto opened = open(sealed);
    ASSERT_TRUE(opened.ok()) << size;
    EXPECT_TRUE(std::ranges::equal(*opened, plain)) << size;
  }
}

TEST_F(NodeCipherTest, TheBeginningOpensAlone) {
  const Bytes sealed = cipher_.seal_message(kAnna, numbered(300'000));
  const auto opened = open(sealed, kAnna, 1);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->size(), 65'536U);
}

TEST_F(NodeCipherTest, WhatWasChangedDoesNotOpen) {
  const Bytes whole = cipher_.seal_message(kAnna, numbered(200'000));
  for (const std::size_t at : {0U, 1U, 40U, 65'700U, 199'999U}) {
    Bytes sealed = whole;
    sealed[at] ^= 1;
    EXPECT_FALSE(open(sealed).ok()) << at;
  }
  EXPECT_FALSE(open(whole, kBert).ok());
  constexpr std::size_t kStored = 65'536 + 40;
  Bytes shorter(whole.begin(), whole.begin() + 33 + 2 * kStored);
  EXPECT_FALSE(open(shorter).ok()) << "a chunk less";
  Bytes swapped = whole;
  std::swap_ranges(swapped.begin() + 33, swapped.begin() + 33 + kStored,
                   swapped.begin() + 33 + kStored);
  EXPECT_FALSE(open(swapped).ok()) << "chunks in another order";
}

TEST_F(NodeCipherTest, CorrespondentsAreRememberedByKeyedHashes) {
  const Bytes hash = cipher_.recipient_hash(kAnna, "bert@b.test");
  EXPECT_EQ(hash.size(), 16U);
  EXPECT_EQ(hash, cipher_.recipient_hash(kAnna, "bert@b.test"));
  EXPECT_NE(hash, cipher_.recipient_hash(kBert, "bert@b.test"));
  EXPECT_NE(hash, NodeCipher(key(2), random_).recipient_hash(kAnna, "bert@b.test"));
}

}  // namespace
}  // namespace nightmail::queue
