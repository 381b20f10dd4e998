// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "store/errors.h"
#include "support/store_fixture.h"

namespace nightmail::store {
namespace {

using namespace testing_support;  // NOLINT: the fixture of all store tests

class Protected : public ::testing::Test {
 protected:
  Protected()
      : store_(env_.open()), account_(*store_->create_account(new_account("anna@a.test"))) {}

  ProtectedMessage message(const std::string& id, std::int64_t expires_in_ms = 1000) {
    ProtectedMessage made;
    made.account = account_;
    made.id = id;
    made.blob = *store_->put_blob(account_, Bytes(2000, 1), env_.clock.now());
    made.salt = Bytes(16, 2);
    made.proof_hash = Bytes(32, 3);
    made.created = env_.clock.now();
    made.expires = {env_.clock.now().unix_ms + expires_in_ms};
    made.max_tries = made.tries_left = 2;
    made.answers_left = 1;
    return made;
  }

  std::int64_t used() { return store_->account(account_)->used_octets; }

  StoreEnvironment env_;
  std::unique_ptr<Store> store_;
  const AccountId account_;
};

TEST_F(Protected, AnybodyFindsItById) {
  ASSERT_TRUE(store_->add_protected(message("p1")).ok());
  const auto found = store_->protected_message("p1", env_.clock.now());
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->account, account_);
  EXPECT_EQ(found->size, 2000);
  EXPECT_EQ(found->salt, Bytes(16, 2));
  EXPECT_EQ(found->proof_hash, Bytes(32, 3));
  EXPECT_TRUE(store_->protected_message("p2", env_.clock.now()).error().is(Errc::not_found));
  EXPECT_EQ(store_->protected_messages(account_)->size(), 1U);
}

TEST_F(Protected, TakesOverAnUploadOnce) {
  ProtectedMessage first = message("p1");
  ASSERT_TRUE(store_->add_protected(first).ok());
  first.id = "p2";
  EXPECT_TRUE(store_->add_protected(first).error().is(Errc::not_found));
  // It is no longer an upload that a day's end removes.
  ASSERT_TRUE(store_->expire_uploads({env_.clock.now().unix_ms + 100'000'000}).ok());
  EXPECT_EQ(*store_->blob_size(account_, first.blob), 2000);
}

TEST_F(Protected, TriesAreCountedThroughARestart) {
  ASSERT_TRUE(store_->add_protected(message("p1")).ok());
  EXPECT_EQ(*store_->take_try("p1"), 1);
  store_.reset();
  store_ = env_.open();
  EXPECT_EQ(*store_->take_try("p1"), 0);
  EXPECT_TRUE(store_->take_try("p1").error().is(Errc::not_found));
  ASSERT_TRUE(store_->restore_tries("p1").ok());
  EXPECT_EQ(*store_->take_try("p1"), 1);
}

TEST_F(Protected, AnswersAreCounted) {
  ASSERT_TRUE(store_->add_protected(message("p1")).ok());
  EXPECT_TRUE(store_->take_answer("p1").ok());
  EXPECT_TRUE(store_->take_answer("p1").error().is(Errc::not_found));
}

TEST_F(Protected, TheSenderChangesAndRevokesHisOwnAlone) {
  ASSERT_TRUE(store_->add_protected(message("p1")).ok());
  const auto other = *store_->create_account(new_account("bert@a.test"));
  EXPECT_FALSE(store_->change_protected(other, "p1", {}).ok());
  EXPECT_FALSE(store_->remove_protected(other, "p1").ok());
  ASSERT_TRUE(store_->change_protected(account_, "p1", {std::nullopt, 7}).ok());
  EXPECT_EQ(store_->protected_message("p1", env_.clock.now())->tries_left, 7);
  ASSERT_TRUE(store_->remove_protected(account_, "p1").ok());
  EXPECT_FALSE(store_->protected_message("p1", env_.clock.now()).ok());
  ASSERT_TRUE(store_->expire_uploads(env_.clock.now()).ok());
  EXPECT_EQ(used(), 0);
}

TEST_F(Protected, WhatExpiredIsGoneAtOnceAndItsOctetsWithTheNextSweep) {
  ASSERT_TRUE(store_->add_protected(message("p1", 1000)).ok());
  ASSERT_TRUE(store_->add_protected(message("p2", 100'000)).ok());
  const Timestamp later{env_.clock.now().unix_ms + 1000};
  EXPECT_FALSE(store_->protected_message("p1", later).ok());
  EXPECT_TRUE(store_->protected_message("p2", later).ok());
  ASSERT_TRUE(store_->expire_protected(later).ok());
  ASSERT_TRUE(store_->expire_uploads(later).ok());
  EXPECT_EQ(store_->protected_messages(account_)->size(), 1U);
  EXPECT_EQ(used(), 2000);
}

TEST_F(Protected, GoesWithItsAccount) {
  ASSERT_TRUE(store_->add_protected(message("p1")).ok());
  ASSERT_TRUE(store_->delete_account(account_, env_.clock.now()).ok());
  EXPECT_FALSE(store_->protected_message("p1", env_.clock.now()).ok());
}

}  // namespace
}  // namespace nightmail::store
