// SPDX-License-Identifier: Apache-2.0
#include "proto/proxy/header.h"

#include <gtest/gtest.h>

#include <string>

#include "proto/proxy/errors.h"

namespace nightmail::proxy {
namespace {

const std::string kSignature("\r\n\r\n\0\r\nQUIT\n", 12);

std::string header(std::uint8_t command, std::uint8_t family, const std::string& block) {
  return kSignature + static_cast<char>(command) + static_cast<char>(family) +
         static_cast<char>(block.size() >> 8) + static_cast<char>(block.size() & 0xFF) + block;
}

const std::string kTcp4Block("\xC0\x00\x02\x01\xC6\x33\x64\x02\xC3\x50\x00\x19", 12);
const std::string kTcp6Block = std::string("\x20\x01\x0D\xB8", 4) + std::string(11, '\0') + '\x01' +
                               std::string("\x20\x01\x0D\xB8", 4) + std::string(11, '\0') + '\x02' +
                               std::string("\x04\xD2\x00\x19", 4);

bool fails_with(const std::string& bytes, Errc errc) {
  const auto result = parse_header(as_bytes(bytes));
  return !result.ok() && result.error().is(errc);
}

TEST(ProxyHeader, ReadsTcp4) {
  const std::string bytes = header(0x21, 0x11, kTcp4Block);
  const auto result = parse_header(as_bytes(bytes + "EHLO"));
  ASSERT_TRUE(result.ok() && result->has_value());
  const Header& got = **result;
  EXPECT_EQ(got.size, bytes.size());
  EXPECT_EQ(*got.source, (Endpoint{false, {192, 0, 2, 1}, 50000}));
  EXPECT_EQ(*got.destination, (Endpoint{false, {198, 51, 100, 2}, 25}));
}

TEST(ProxyHeader, ReadsTcp6) {
  const auto result = parse_header(as_bytes(header(0x21, 0x21, kTcp6Block)));
  ASSERT_TRUE(result.ok() && result->has_value());
  const Endpoint source = *(*result)->source;
  EXPECT_TRUE(source.v6);
  EXPECT_EQ(source.address[0], 0x20);
  EXPECT_EQ(source.address[15], 1);
  EXPECT_EQ(source.port, 1234);
  EXPECT_EQ((*result)->destination->address[15], 2);
}

TEST(ProxyHeader, LocalAndUnspecifiedNameNobody) {
  for (const std::string& bytes :
       {header(0x20, 0x00, ""), header(0x20, 0x11, kTcp4Block), header(0x20, 0x77, "xx"),
        header(0x21, 0x00, ""), header(0x21, 0x00, "whatever")}) {
    const auto result = parse_header(as_bytes(bytes));
    ASSERT_TRUE(result.ok() && result->has_value());
    EXPECT_FALSE((*result)->source || (*result)->destination);
    EXPECT_EQ((*result)->size, bytes.size());
  }
}

TEST(ProxyHeader, SkipsTlvs) {
  const std::string tlv("\x04\x00\x01x", 4);
  const auto result = parse_header(as_bytes(header(0x21, 0x11, kTcp4Block + tlv) + "rest"));
  ASSERT_TRUE(result.ok() && result->has_value());
  EXPECT_EQ((*result)->size, 16u + 12u + 4u);
  EXPECT_EQ((*result)->source->port, 50000);
}

TEST(ProxyHeader, WaitsAtEveryByteBeforeTheEnd) {
  for (const std::string& bytes : {header(0x21, 0x11, kTcp4Block + "tlvs"),
                                   header(0x21, 0x21, kTcp6Block), header(0x20, 0x00, "")}) {
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      const auto result = parse_header(as_bytes(bytes.substr(0, length)));
      ASSERT_TRUE(result.ok()) << length;
      EXPECT_FALSE(result->has_value()) << length;
    }
  }
}

TEST(ProxyHeader, RefusesWhatIsNotVersion2AtTheFirstWrongByte) {
  EXPECT_TRUE(fails_with("PROXY TCP4 192.0.2.1 198.51.100.2 50000 25\r\n", Errc::not_proxy));
  EXPECT_TRUE(fails_with("E", Errc::not_proxy));
  for (std::size_t i = 0; i < 12; ++i) {
    std::string bytes = kSignature.substr(0, i + 1);
    bytes[i] = static_cast<char>(bytes[i] ^ 1);
    EXPECT_TRUE(fails_with(bytes, Errc::not_proxy)) << i;
  }
}

TEST(ProxyHeader, RefusesOtherCommandsFamiliesAndTransports) {
  for (const std::uint8_t command : {0x01, 0x11, 0x22, 0x2F, 0x31, 0xFF})
    EXPECT_TRUE(fails_with(header(command, 0x11, kTcp4Block), Errc::bad_header)) << int(command);
  for (const std::uint8_t family : {0x01, 0x10, 0x12, 0x22, 0x31, 0x32, 0x41, 0xFF})
    EXPECT_TRUE(fails_with(header(0x21, family, kTcp6Block), Errc::bad_header)) << int(family);
}

TEST(ProxyHeader, RefusesShortAndEndlessBlocks) {
  EXPECT_TRUE(fails_with(header(0x21, 0x11, kTcp4Block.substr(1)), Errc::bad_header));
  EXPECT_TRUE(fails_with(header(0x21, 0x21, kTcp6Block.substr(1)), Errc::bad_header));
  EXPECT_TRUE(fails_with(header(0x21, 0x11, std::string(2049, 'x')), Errc::too_long));
  EXPECT_TRUE(parse_header(as_bytes(header(0x21, 0x11, std::string(2048, 'x')))).ok());
}

}  // namespace
}  // namespace nightmail::proxy
