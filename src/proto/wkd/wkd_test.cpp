// SPDX-License-Identifier: Apache-2.0
#include "proto/wkd/wkd.h"

#include <gtest/gtest.h>

#include <vector>

namespace nightmail::wkd {
namespace {

using Segments = std::vector<std::string>;

// The example of draft-koch-openpgp-webkey-service §3.1.
TEST(Wkd, HashOfTheStandardsExample) {
  EXPECT_EQ(hash_local_part("Joe.Doe"), "iy9q119eutrkn8s1mk4r39qejnbu3n5q");
  EXPECT_EQ(hash_local_part("joe.doe"), "iy9q119eutrkn8s1mk4r39qejnbu3n5q");
}

TEST(Wkd, LettersBeyondAsciiKeepTheirCase) {
  EXPECT_NE(hash_local_part("Änne"), hash_local_part("änne"));
}

TEST(Wkd, LocationsOfTheStandardsExample) {
  const Location advanced = advanced_location("Joe.Doe", "example.org");
  EXPECT_EQ(advanced.host, "openpgpkey.example.org");
  EXPECT_EQ(advanced.target,
            "/.well-known/openpgpkey/example.org/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe");
  const Location direct = direct_location("Joe.Doe", "example.org");
  EXPECT_EQ(direct.host, "example.org");
  EXPECT_EQ(direct.target, "/.well-known/openpgpkey/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe");
}

TEST(Wkd, WhatCannotStandInAUrlIsEncoded) {
  EXPECT_TRUE(direct_location("a+b &ü", "a.test").target.ends_with("?l=a%2Bb%20%26%C3%BC"));
}

TEST(Wkd, BothMethodsAreUnderstood) {
  const std::string hash = hash_local_part("anna");
  const auto direct = parse_request(Segments{".well-known", "openpgpkey", "hu", hash});
  ASSERT_TRUE(direct);
  EXPECT_EQ(direct->domain, "");
  EXPECT_EQ(direct->hash, hash);
  const auto advanced = parse_request(Segments{".well-known", "openpgpkey", "A.Test", "hu", hash});
  ASSERT_TRUE(advanced);
  EXPECT_EQ(advanced->domain, "a.test");
  EXPECT_EQ(advanced->hash, hash);
}

TEST(Wkd, PolicyFiles) {
  const auto direct = parse_request(Segments{".well-known", "openpgpkey", "policy"});
  ASSERT_TRUE(direct);
  EXPECT_TRUE(direct->domain.empty() && direct->hash.empty());
  const auto advanced = parse_request(Segments{".well-known", "openpgpkey", "a.test", "policy"});
  ASSERT_TRUE(advanced);
  EXPECT_EQ(advanced->domain, "a.test");
  EXPECT_TRUE(advanced->hash.empty());
}

TEST(Wkd, OtherPathsAreNoPlace) {
  const std::string hash = hash_local_part("anna");
  EXPECT_FALSE(parse_request(Segments{}));
  EXPECT_FALSE(parse_request(Segments{".well-known", "openpgpkey"}));
  EXPECT_FALSE(parse_request(Segments{".well-known", "openpgpkey", "hu"}));
  EXPECT_FALSE(parse_request(Segments{".well-known", "openpgpkey", "hu", "short"}));
  EXPECT_FALSE(parse_request(Segments{".well-known", "openpgpkey", "hu", std::string(32, 'l')}));
  EXPECT_FALSE(parse_request(Segments{".well-known", "openpgpkey", "hu", hash, "more"}));
  EXPECT_FALSE(parse_request(Segments{".well-known", "openpgpkey", "a.test", "hu", hash, "more"}));
  EXPECT_FALSE(
      parse_request(Segments{".well-known", "openpgpkey", "a.test", "submission-address"}));
}

}  // namespace
}  // namespace nightmail::wkd
