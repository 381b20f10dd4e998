// SPDX-License-Identifier: Apache-2.0
#include "net/url.h"

#include <gtest/gtest.h>

#include "net/errors.h"

namespace nightmail::net {
namespace {

TEST(UrlTest, BaseUrls) {
  EXPECT_EQ(*parse_base_url("https://Mail.Example.ORG"),
            (BaseUrl{.tls = true, .host = "mail.example.org", .port = 443, .path = ""}));
  EXPECT_EQ(*parse_base_url("mail.example.org/"),
            (BaseUrl{.tls = true, .host = "mail.example.org", .port = 443, .path = ""}));
  EXPECT_EQ(*parse_base_url("http://localhost:8080/nm/"),
            (BaseUrl{.tls = false, .host = "localhost", .port = 8080, .path = "/nm"}));
  EXPECT_EQ(*parse_base_url("http://[::1]:80"),
            (BaseUrl{.tls = false, .host = "::1", .port = 80, .path = ""}));
}

TEST(UrlTest, OriginNamesAnUnusualPortOnly) {
  EXPECT_EQ(parse_base_url("https://a.example:443/x")->origin(), "https://a.example");
  EXPECT_EQ(parse_base_url("http://[::1]:8080")->origin(), "http://[::1]:8080");
}

TEST(UrlTest, BadOnesAreRefused) {
  for (const char* text :
       {"", "http://", "ftp://a", "http://a b", "https://a:70000", "https://a:0", "https://u:p@a",
        "https://a?x=1", "https://a#f", "https://[::1", "https://a%20b", "https://a%0d%0aX"}) {
    const auto url = parse_base_url(text);
    ASSERT_FALSE(url.ok()) << text;
    EXPECT_TRUE(url.error().is(Errc::bad_url));
  }
}

TEST(UrlTest, FullUrlsAreSplit) {
  const auto split = split_url("https://a.example/b%20c/d?e=f#g");
  ASSERT_TRUE(split.ok());
  EXPECT_EQ(split->base.origin(), "https://a.example");
  EXPECT_EQ(split->target, "/b%20c/d?e=f");
  EXPECT_EQ(split_url("http://a")->target, "/");
  EXPECT_FALSE(split_url("/path").ok());
}

}  // namespace
}  // namespace nightmail::net
