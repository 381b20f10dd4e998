// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/packet.h"

#include <gtest/gtest.h>

namespace nightmail::pgp {
namespace {

std::string header(std::uint64_t length) {
  std::uint8_t out[6];
  std::uint8_t* end = write_packet_header(out, PacketTag::seipd, length);
  EXPECT_EQ(static_cast<std::size_t>(end - out), packet_header_size(length));
  return {out, end};
}

// The examples of RFC 4880 §4.2.3 and the edges between the three forms.
TEST(Packet, HeaderLengths) {
  EXPECT_EQ(header(0), std::string("\xd2\x00", 2));
  EXPECT_EQ(header(100), "\xd2\x64");
  EXPECT_EQ(header(191), "\xd2\xbf");
  EXPECT_EQ(header(192), std::string("\xd2\xc0\x00", 3));
  EXPECT_EQ(header(1723), "\xd2\xc5\xfb");
  EXPECT_EQ(header(8383), "\xd2\xdf\xff");
  EXPECT_EQ(header(8384), std::string("\xd2\xff\x00\x00\x20\xc0", 6));
  EXPECT_EQ(header(100000), std::string("\xd2\xff\x00\x01\x86\xa0", 6));
}

TEST(Packet, ReadsWhatItWrote) {
  for (const std::size_t length : {0, 191, 192, 8383, 8384, 70000}) {
    const std::string data = header(length) + std::string(length, 'x');
    PacketReader reader(as_bytes(data));
    const auto packet = reader.next();
    ASSERT_TRUE(packet.ok() && packet->has_value());
    EXPECT_EQ((*packet)->tag, PacketTag::seipd);
    EXPECT_EQ((*packet)->body.size(), length);
    const auto end = reader.next();
    EXPECT_TRUE(end.ok() && !end->has_value());
  }
}

TEST(Packet, ReadsOldFormat) {
  const std::string data("\x99\x00\x02hi\x98\x01!", 8);  // public keys of two and one length octets
  PacketReader reader(as_bytes(data));
  const auto first = reader.next();
  ASSERT_TRUE(first.ok());
  EXPECT_EQ((*first)->tag, PacketTag::public_key);
  EXPECT_EQ(as_text((*first)->body), "hi");
  EXPECT_EQ(as_text((*reader.next())->body), "!");
}

TEST(Packet, RefusesWhatKeysMustNotUse) {
  for (const char* data :
       {"\x9b", "\xc6\xe1x", "\xc6", "\xc6\x05x", "\xc6\xff\xff\xff\xff\xff", "x"}) {
    PacketReader reader(as_bytes(data));
    EXPECT_FALSE(reader.next().ok());
  }
}

}  // namespace
}  // namespace nightmail::pgp
