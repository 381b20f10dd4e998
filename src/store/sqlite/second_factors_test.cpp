// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "store/errors.h"
#include "support/store_fixture.h"

namespace nightmail::store {
namespace {

using namespace testing_support;  // NOLINT: the fixture of all store tests

class Factors : public ::testing::Test {
 protected:
  Factors() : store_(env_.open()), account_(*store_->create_account(new_account("anna@a.test"))) {}

  static SecondFactor factor(const std::string& id) {
    return {id, FactorKind::totp, Bytes(9, 1), {}, Bytes(60, 2), 5, {1'700'000'000'000}};
  }

  StoreEnvironment env_;
  std::unique_ptr<Store> store_;
  const AccountId account_;
};

TEST_F(Factors, AreKeptThroughARestart) {
  ASSERT_TRUE(store_->add_second_factor(account_, factor("f1")).ok());
  store_.reset();
  store_ = env_.open();
  const auto all = *store_->second_factors(account_);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].secret, Bytes(60, 2));
  EXPECT_EQ(all[0].sealed_label, Bytes(9, 1));
  EXPECT_EQ(all[0].counter, 5);
}

TEST_F(Factors, ACounterOnlyGrows) {
  ASSERT_TRUE(store_->add_second_factor(account_, factor("f1")).ok());
  EXPECT_TRUE(store_->advance_factor(account_, "f1", 5).error().is(Errc::not_found));
  EXPECT_TRUE(store_->advance_factor(account_, "f1", 6).ok());
  EXPECT_FALSE(store_->advance_factor(account_, "f1", 6).ok());
  EXPECT_FALSE(store_->advance_factor(account_, "f2", 9).ok());
}

TEST_F(Factors, ARecoveryCodeWorksOnce) {
  ASSERT_TRUE(store_->set_recovery_codes(account_, {Bytes(32, 1), Bytes(32, 2)}).ok());
  EXPECT_EQ(*store_->recovery_codes_left(account_), 2);
  EXPECT_TRUE(store_->use_recovery_code(account_, Bytes(32, 1)).ok());
  EXPECT_TRUE(store_->use_recovery_code(account_, Bytes(32, 1)).error().is(Errc::not_found));
  EXPECT_EQ(*store_->recovery_codes_left(account_), 1);
}

TEST_F(Factors, TheLastFactorTakesTheCodesAlong) {
  ASSERT_TRUE(store_->add_second_factor(account_, factor("f1")).ok());
  ASSERT_TRUE(store_->add_second_factor(account_, factor("f2")).ok());
  ASSERT_TRUE(store_->set_recovery_codes(account_, {Bytes(32, 1)}).ok());
  ASSERT_TRUE(store_->remove_second_factor(account_, "f1").ok());
  EXPECT_EQ(*store_->recovery_codes_left(account_), 1);
  ASSERT_TRUE(store_->remove_second_factor(account_, "f2").ok());
  EXPECT_EQ(*store_->recovery_codes_left(account_), 0);
  EXPECT_TRUE(store_->remove_second_factor(account_, "f2").error().is(Errc::not_found));
}

TEST_F(Factors, GoWithTheirAccount) {
  ASSERT_TRUE(store_->add_second_factor(account_, factor("f1")).ok());
  ASSERT_TRUE(store_->set_recovery_codes(account_, {Bytes(32, 1)}).ok());
  ASSERT_TRUE(store_->delete_account(account_, env_.clock.now()).ok());
  EXPECT_TRUE(store_->second_factors(account_)->empty());
  EXPECT_EQ(*store_->recovery_codes_left(account_), 0);
}

}  // namespace
}  // namespace nightmail::store
