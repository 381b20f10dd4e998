// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/sop/materials.h"

#include <gtest/gtest.h>

#include "apps/nightmail/sop/errors.h"
#include "support/pgp_keys.h"

namespace nightmail::sop {
namespace {

TEST(SplitKeys, FindsEachInEveryForm) {
  const std::string one = testing_support::read_testdata("certificates/rsa.asc");
  const std::string other = testing_support::read_testdata("certificates/p256.asc");
  EXPECT_EQ(split_keys(as_bytes(one))->size(), 1U);
  const auto both = split_keys(as_bytes("text before\n" + one + "\n" + other));
  ASSERT_TRUE(both.ok());
  ASSERT_EQ(both->size(), 2U);
  PlainBytes binary = both->at(0);
  append(binary, both->at(1));
  const auto again = split_keys(binary);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, *both);
}

TEST(SplitKeys, WhatIsNoKey) {
  const std::string one = testing_support::read_testdata("certificates/rsa.asc");
  for (const std::string& text : {std::string(), std::string("hello"), std::string("\xc2\x01x"),
                                  one.substr(0, one.size() / 2)})
    EXPECT_TRUE(split_keys(as_bytes(text)).error().is(SopErrc::bad_data)) << text;
}

TEST(UnlockKeys, TriesEveryPassword) {
  const auto locked = pgp::make_key("Anna").export_protected("night train");
  ASSERT_TRUE(locked.ok());
  std::vector<SecretBytes> passwords;
  passwords.push_back(secret_from(as_bytes("wrong")));
  EXPECT_TRUE(unlock_keys(as_bytes(*locked), passwords, pgp::kTestNow)
                  .error()
                  .is(SopErrc::key_is_protected));
  passwords.push_back(secret_from(as_bytes("night train")));
  EXPECT_TRUE(unlock_keys(as_bytes(*locked), passwords, pgp::kTestNow).ok());
}

}  // namespace
}  // namespace nightmail::sop
