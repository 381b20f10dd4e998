// SPDX-License-Identifier: Apache-2.0

#include "server/api/routes.h"

#include <gtest/gtest.h>

#include "server/api/errors.h"

namespace nightmail::api {
namespace {

std::string client(const std::string& peer, net::Headers headers) {
  net::RequestHead head;
  head.peer = *net::parse_ip(peer);
  head.headers = std::move(headers);
  return net::to_text(client_address(head));
}

TEST(Routes, OnlyTheProxysWordAboutTheClientCounts) {
  const std::string field = "X-Forwarded-For";
  EXPECT_EQ(client("127.0.0.1", {{field, "192.0.2.1"}}), "192.0.2.1");
  EXPECT_EQ(client("127.0.0.1", {{field, "127.0.0.1, 192.0.2.1"}}), "192.0.2.1");
  // A proxy that adds a field of its own (HAProxy does) puts it behind the client's.
  EXPECT_EQ(client("127.0.0.1", {{field, "127.0.0.1"}, {field, "192.0.2.1"}}), "192.0.2.1");
  EXPECT_EQ(client("127.0.0.1", {{field, "rubbish"}}), "127.0.0.1");
  EXPECT_EQ(client("198.51.100.7", {{field, "127.0.0.1"}}), "198.51.100.7");
}

bool admits(const std::string& origin, const std::string& host) {
  ApiConfig config;
  config.base_url = "https://mail.example";
  net::RequestHead head;
  head.target = *net::parse_target("/");
  head.headers = {{"Host", host}, {"Origin", origin}};
  return check_head(config, find_route(head.target), head).ok();
}

TEST(Routes, OtherSitesAreRefused) {
  EXPECT_TRUE(admits("https://mail.example", "mail.example"));
  EXPECT_TRUE(admits("https://mail.example", "127.0.0.1:8080"));
  EXPECT_TRUE(admits("http://localhost:8080", "localhost:8080"));
  EXPECT_TRUE(admits("http://127.0.0.1:8080", "127.0.0.1:8080"));
  EXPECT_TRUE(admits("http://[::1]:8080", "[::1]:8080"));
  EXPECT_FALSE(admits("https://evil.example", "mail.example"));
  EXPECT_FALSE(admits("null", "mail.example"));
  // A name of the attacker's that he lets point to this server.
  EXPECT_FALSE(admits("http://evil.example:8080", "evil.example:8080"));
  EXPECT_FALSE(admits("http://localhost.evil.example", "localhost.evil.example"));
}

}  // namespace
}  // namespace nightmail::api
