// SPDX-License-Identifier: Apache-2.0
#include "net/dns_records.h"

#include <gtest/gtest.h>

#include "net/fake_resolver_test_support.h"

namespace nightmail::net {
namespace {

TEST(DnsRecords, ReadsMx) {
  EXPECT_EQ(parse_mx(mx_rdata(10, "Mail.Example")), (MxRecord{10, "mail.example"}));
  EXPECT_EQ(parse_mx(Bytes{0, 0, 0}), (MxRecord{0, ""}));  // RFC 7505
}

TEST(DnsRecords, RefusesBrokenNames) {
  EXPECT_FALSE(parse_mx(Bytes{0, 1}));
  EXPECT_FALSE(parse_mx(Bytes{0, 1, 4, 'm', 'a'}));     // cut off
  EXPECT_FALSE(parse_mx(Bytes{0, 1, 1, 'a'}));          // no root
  EXPECT_FALSE(parse_mx(Bytes{0, 1, 0xc0, 0x0c}));      // compressed
  EXPECT_FALSE(parse_mx(Bytes{0, 1, 1, 'a', 0, 'b'}));  // something behind
  EXPECT_FALSE(parse_mx(Bytes{0, 1, 1, '\n', 0}));      // no host name
  EXPECT_FALSE(parse_mx(mx_rdata(1, std::string(60, 'a') + "." + std::string(60, 'b') + "." +
                                        std::string(60, 'c') + "." + std::string(60, 'd') + "." +
                                        std::string(60, 'e'))));
}

TEST(DnsRecords, ReadsTxtOfSeveralStrings) {
  const std::string text(600, 'x');
  EXPECT_EQ(parse_txt(txt_rdata(text)), text);
  EXPECT_FALSE(parse_txt(Bytes{5, 'a'}));
}

TEST(DnsRecords, ReadsTlsaAndAddresses) {
  EXPECT_EQ(parse_tlsa(Bytes{3, 1, 1, 7, 8}), (TlsaRecord{3, 1, 1, {7, 8}}));
  EXPECT_FALSE(parse_tlsa(Bytes{3, 1, 1}));
  EXPECT_EQ(to_text(*parse_address(Bytes{192, 0, 2, 1})), "192.0.2.1");
  EXPECT_FALSE(parse_address(Bytes{192, 0, 2}));
}

TEST(Endpoint, KnowsPublicAddresses) {
  for (const char* text : {"8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "192.167.1.1",
                           "100.63.0.1", "2a00:1450::1", "2606:4700::1111", "223.255.255.1"})
    EXPECT_TRUE(is_public(*parse_ip(text))) << text;
  for (const char* text : {"0.0.0.0",
                           "10.1.2.3",
                           "127.0.0.1",
                           "127.255.0.1",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.1",
                           "192.168.0.1",
                           "192.0.2.5",
                           "198.18.0.1",
                           "198.19.0.1",
                           "224.0.0.1",
                           "255.255.255.255",
                           "240.0.0.1",
                           "100.64.0.1",
                           "100.127.0.1",
                           "::",
                           "::1",
                           "fe80::1",
                           "fd00::1",
                           "fc00::1",
                           "ff02::1",
                           "2001:db8::1",
                           "2002:7f00:1::",
                           "2001:0:1::",
                           "64:ff9b::7f00:1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "::127.0.0.1"})
    EXPECT_FALSE(is_public(*parse_ip(text))) << text;
}

}  // namespace
}  // namespace nightmail::net
