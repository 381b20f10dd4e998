// SPDX-License-Identifier: Apache-2.0
#include "server/edge/networks.h"

#include <gtest/gtest.h>

namespace nightmail::edge {
namespace {

bool contains(const std::vector<std::string>& networks, std::string_view address) {
  const auto parsed = Networks::parse(networks);
  return parsed.ok() && parsed->contains(net::parse_ip(address).value());
}

TEST(Networks, MatchesByPrefix) {
  EXPECT_TRUE(contains({"127.0.0.1"}, "127.0.0.1"));
  EXPECT_FALSE(contains({"127.0.0.1"}, "127.0.0.2"));
  EXPECT_TRUE(contains({"10.0.0.0/8", "192.0.2.128/25"}, "192.0.2.200"));
  EXPECT_FALSE(contains({"192.0.2.128/25"}, "192.0.2.100"));
  EXPECT_TRUE(contains({"0.0.0.0/0"}, "8.8.8.8"));
  EXPECT_FALSE(contains({"0.0.0.0/0"}, "::1"));
  EXPECT_TRUE(contains({"2001:db8::/33"}, "2001:db8:7fff::1"));
  EXPECT_FALSE(contains({"2001:db8::/33"}, "2001:db8:8000::1"));
  EXPECT_FALSE(contains({}, "127.0.0.1"));
}

TEST(Networks, RefusesWhatIsNone) {
  for (const char* entry : {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "::/129"}) {
    EXPECT_FALSE(Networks::parse({entry}).ok()) << entry;
  }
}

}  // namespace
}  // namespace nightmail::edge
