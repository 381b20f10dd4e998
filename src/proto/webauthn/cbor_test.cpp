// SPDX-License-Identifier: Apache-2.0
#include "proto/webauthn/cbor.h"

#include <gtest/gtest.h>

namespace nightmail::webauthn {
namespace {

TEST(Cbor, Integers) {
  const Bytes data{0x00, 0x17, 0x18, 0xff, 0x39, 0x01, 0x00, 0x26};
  CborReader reader(data);
  EXPECT_EQ(*reader.integer(), 0);
  EXPECT_EQ(*reader.integer(), 23);
  EXPECT_EQ(*reader.integer(), 255);
  EXPECT_EQ(*reader.integer(), -257);
  EXPECT_EQ(*reader.integer(), -7);
  EXPECT_FALSE(reader.integer().ok());
}

TEST(Cbor, Strings) {
  const Bytes data{0x42, 1, 2, 0x62, 'h', 'i', 0x43, 1};
  CborReader reader(data);
  EXPECT_EQ(to_bytes(*reader.bytes()), (Bytes{1, 2}));
  EXPECT_EQ(*reader.text(), "hi");
  EXPECT_FALSE(reader.bytes().ok());
}

bool skips(const Bytes& data) {
  CborReader reader(data);
  return reader.skip().ok() && reader.rest().empty();
}

TEST(Cbor, AnythingCanBeSkipped) {
  EXPECT_TRUE(skips({0x82, 0x01, 0xa1, 0x61, 'a', 0x82, 0xf5, 0xf6}));
  EXPECT_TRUE(skips({0xc1, 0x1a, 0, 0, 0, 1}));
  EXPECT_TRUE(skips({0xfb, 1, 2, 3, 4, 5, 6, 7, 8}));
  EXPECT_FALSE(skips({0x82, 0x01}));
  EXPECT_FALSE(skips({0x9f, 0x01, 0xff}));                                      // indefinite length
  EXPECT_FALSE(skips({0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}));  // too many
  EXPECT_FALSE(skips({}));
  EXPECT_TRUE(skips([] {
    Bytes deep(100'000, 0x81);  // arrays in arrays
    deep.push_back(0x00);
    return deep;
  }()));
}

}  // namespace
}  // namespace nightmail::webauthn
