// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/user_id.h"

#include <gtest/gtest.h>

#include "pgp/seal/certificate.h"
#include "support/testdata.h"

namespace nightmail::pgp {
namespace {

constexpr Timestamp kNow{1'795'500'000'000};

Certificate certificate(const std::string& name) {
  return *Certificate::parse(
      as_bytes(testing_support::read_testdata("certificates/" + name + ".asc")), kNow);
}

TEST(UserId, AddressInIt) {
  EXPECT_EQ(address_of_user_id("Anna A <anna@a.test>"), "anna@a.test");
  EXPECT_EQ(address_of_user_id("<anna@a.test>"), "anna@a.test");
  EXPECT_EQ(address_of_user_id("anna@a.test"), "anna@a.test");
  EXPECT_EQ(address_of_user_id("Anna <x@y> <anna@a.test>"), "anna@a.test");
}

TEST(UserId, NoAddressInIt) {
  EXPECT_EQ(address_of_user_id(""), "");
  EXPECT_EQ(address_of_user_id("Anna"), "");
  EXPECT_EQ(address_of_user_id("Anna anna@a.test"), "");
  EXPECT_EQ(address_of_user_id("Anna <anna@a.test> (work)"), "");
}

TEST(UserId, AllStayWhenAllAreWanted) {
  const auto whole = certificate("gnupg");
  const auto same = with_user_ids(whole.bytes(), [](std::string_view) { return true; });
  ASSERT_TRUE(same.ok());
  const auto again = Certificate::parse(*same, kNow);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->user_ids(), whole.user_ids());
  EXPECT_EQ(again->fingerprint(), whole.fingerprint());
}

TEST(UserId, TheOthersGoWithTheirSignatures) {
  const auto whole = certificate("several-ids");
  ASSERT_EQ(whole.user_ids().size(), 3U);
  const auto only = with_user_ids(
      whole.bytes(), [](std::string_view id) { return address_of_user_id(id) == "b@a.test"; });
  ASSERT_TRUE(only.ok());
  EXPECT_EQ(as_text(*only).find("a@a.test"), std::string_view::npos);
  const auto reduced = Certificate::parse(*only, kNow);
  ASSERT_TRUE(reduced.ok()) << reduced.error().message();
  EXPECT_EQ(reduced->user_ids(), std::vector<std::string>{"Bea <b@a.test>"});
  EXPECT_EQ(reduced->fingerprint(), whole.fingerprint());
  EXPECT_TRUE(reduced->can_encrypt(kNow));
}

TEST(UserId, BrokenPacketsAreAnError) {
  EXPECT_FALSE(with_user_ids(as_bytes("no packets"), [](std::string_view) { return true; }).ok());
}

TEST(UserId, AKeyRingIsSplit) {
  const Bytes first = certificate("gnupg").bytes(), second = certificate("several-ids").bytes();
  Bytes ring = first;
  append(ring, second);
  const auto parts = split_certificates(ring, 2);
  ASSERT_TRUE(parts.ok());
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ(to_bytes(parts->at(0)), first);
  EXPECT_EQ(to_bytes(parts->at(1)), second);
  EXPECT_FALSE(split_certificates(ring, 1).ok());
  EXPECT_FALSE(split_certificates(as_bytes("<html>"), 2).ok());
  EXPECT_TRUE(split_certificates({}, 2)->empty());
}

}  // namespace
}  // namespace nightmail::pgp
