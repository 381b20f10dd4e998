// SPDX-License-Identifier: Apache-2.0
#include "store/errors.h"
#include "support/store_fixture.h"

namespace nightmail::store {
namespace {

using namespace testing_support;  // NOLINT: the fixture of all store tests

TEST(Accounts, CreateAndFind) {
  StoreEnvironment env;
  auto store = env.open();
  const auto id = *store->create_account(new_account("anna@a.test"));
  EXPECT_EQ(*store->account_by_address("anna@a.test"), id);
  EXPECT_EQ(store->account(id)->name, "anna@a.test");
  EXPECT_EQ(store->credentials(id)->opaque_record, Bytes(192, 1));
  EXPECT_EQ(store->sealed_items(id)->size(), 1U);
  EXPECT_EQ(store->public_keys(id)->front().fingerprint, "aa11");
  EXPECT_TRUE(store->account_by_address("bert@a.test").error().is(Errc::not_found));
  EXPECT_TRUE(store->create_account(new_account("anna@a.test")).error().is(Errc::already_exists));
  EXPECT_EQ(store->list_accounts()->size(), 1U);
}

TEST(Accounts, OldestOfADomainComesFirst) {
  StoreEnvironment env;
  auto store = env.open();
  EXPECT_TRUE(store->oldest_account("a.test").error().is(Errc::not_found));
  auto first = new_account("anna@a.test");
  auto second = new_account("bert@b.test");
  second.created.unix_ms += 1000;
  const auto a = *store->create_account(first);
  const auto b = *store->create_account(second);
  EXPECT_EQ(*store->oldest_account("a.test"), a);
  EXPECT_EQ(*store->oldest_account("b.test"), b);
  EXPECT_EQ(*store->oldest_account("c.test"), a);
}

TEST(Accounts, RecipientFollowsKeysAndAddresses) {
  StoreEnvironment env;
  auto store = env.open();
  const auto id = *store->create_account(new_account("anna@a.test"));
  EXPECT_EQ(store->recipient("anna@a.test")->fingerprint, "aa11");
  ASSERT_TRUE(store->put_public_key(id, {"bb22", Bytes(10, 1), true}).ok());
  EXPECT_EQ(store->recipient("anna@a.test")->fingerprint, "bb22");
  EXPECT_EQ(store->recipient_by_account(id)->certificate, Bytes(10, 1));
  ASSERT_TRUE(store->add_address(id, "a@a.test").ok());
  EXPECT_EQ(store->recipient("a@a.test")->account, id);
  EXPECT_EQ(*store->addresses(id), (std::vector<std::string>{"anna@a.test", "a@a.test"}));
  ASSERT_TRUE(store->delete_account(id, env.clock.now()).ok());
  EXPECT_TRUE(store->recipient("anna@a.test").error().is(Errc::not_found));
}

TEST(Accounts, DeletionTakesAllAndKeepsTheAddressForAYear) {
  StoreEnvironment env;
  auto store = env.open();
  const auto id = *store->create_account(new_account("anna@a.test"));
  std::vector<Delivery> all;
  for (int i = 0; i < 600; ++i) all.push_back(delivery(id, Bytes(i % 2 == 0 ? 100 : 20'000, 1)));
  ASSERT_TRUE(deliver_all(*store, std::move(all)).back().ok());
  const auto now = env.clock.now();
  ASSERT_TRUE(store->delete_account(id, now).ok());
  EXPECT_TRUE(store->account(id).error().is(Errc::not_found));
  EXPECT_TRUE(deliver_one(*store, delivery(id, Bytes(10, 1))).error().is(Errc::not_found));
  EXPECT_EQ(store->mailboxes(id)->size(), 0U);
  auto again = new_account("anna@a.test");
  again.created = now;
  EXPECT_TRUE(store->create_account(again).error().is(Errc::already_exists));
  again.created.unix_ms += 366LL * 24 * 3600 * 1000;
  EXPECT_TRUE(store->create_account(again).ok());
}

TEST(Accounts, NewCredentialsEndOtherSessions) {
  StoreEnvironment env;
  auto store = env.open();
  const auto id = *store->create_account(new_account("anna@a.test"));
  for (const std::string name : {"one", "two"}) {
    Session session;
    session.id = name;
    session.token_hash = "hash-" + name;
    session.account = id;
    session.expires = {env.clock.now().unix_ms + 1000};
    ASSERT_TRUE(store->add_session(session).ok());
  }
  EXPECT_EQ(store->session_by_token("hash-two", env.clock.now())->id, "two");
  ASSERT_TRUE(store->replace_credentials(id, {{1}, {2}, {3}, {4}}, "hash-one").ok());
  EXPECT_TRUE(store->session_by_token("hash-two", env.clock.now()).error().is(Errc::not_found));
  EXPECT_EQ(store->sessions(id)->size(), 1U);
  EXPECT_EQ(store->credentials(id)->wrapped_by_phrase, Bytes{3});
  env.clock.advance(std::chrono::seconds(2));
  EXPECT_TRUE(store->session_by_token("hash-one", env.clock.now()).error().is(Errc::not_found));
  EXPECT_TRUE(store->remove_session(id, "one").ok());
  EXPECT_TRUE(store->remove_session(id, "one").error().is(Errc::not_found));
}

TEST(ServiceValues, TheFirstOneStays) {
  StoreEnvironment env;
  auto store = env.open();
  EXPECT_TRUE(store->service_value("key").error().is(Errc::not_found));
  EXPECT_EQ(*store->service_value_or("key", Bytes{1}), Bytes{1});
  EXPECT_EQ(*store->service_value_or("key", Bytes{2}), Bytes{1});
}

TEST(Aliases, ComeAndGo) {
  StoreEnvironment env;
  const auto store = env.open();
  const AccountId anna = *store->create_account(new_account("anna@a.test"));
  ASSERT_TRUE(store->add_alias(anna, "a1@a.test", 3).ok());
  EXPECT_EQ(store->recipient("a1@a.test")->account, anna);
  ASSERT_TRUE(store->remove_alias(anna, "a1@a.test", env.clock.now()).ok());
  EXPECT_FALSE(store->recipient("a1@a.test").ok());
  EXPECT_FALSE(store->account_by_address("a1@a.test").ok());
  EXPECT_EQ(*store->addresses(anna), std::vector<std::string>{"anna@a.test"});
  EXPECT_TRUE(store->remove_alias(anna, "a1@a.test", env.clock.now()).error().is(Errc::not_found));
  EXPECT_TRUE(
      store->remove_alias(anna, "anna@a.test", env.clock.now()).error().is(Errc::not_found));
}

TEST(Aliases, WhatWasGivenUpIsStillOnesOwn) {
  StoreEnvironment env;
  const auto store = env.open();
  const AccountId anna = *store->create_account(new_account("anna@a.test"));
  const AccountId bert = *store->create_account(new_account("bert@a.test"));
  ASSERT_TRUE(store->add_alias(anna, "a1@a.test", 3).ok());
  EXPECT_TRUE(store->add_alias(bert, "a1@a.test", 3).error().is(Errc::already_exists));
  ASSERT_TRUE(store->remove_alias(anna, "a1@a.test", env.clock.now()).ok());
  EXPECT_TRUE(store->add_alias(bert, "a1@a.test", 3).error().is(Errc::already_exists));
  // It counts as long as it is reserved.
  ASSERT_TRUE(store->add_alias(anna, "a2@a.test", 3).ok());
  EXPECT_TRUE(store->add_alias(anna, "a3@a.test", 3).error().is(Errc::over_quota));
  EXPECT_FALSE(store->recipient("a3@a.test").ok());
  EXPECT_TRUE(store->add_alias(anna, "a1@a.test", 3).ok());
  ASSERT_TRUE(store->remove_alias(anna, "a1@a.test", env.clock.now()).ok());
  env.clock.advance(std::chrono::hours(24 * 366));
  EXPECT_TRUE(store->add_alias(bert, "a1@a.test", 3).ok());
}

TEST(Aliases, AreReservedForAYearWhenTheAccountGoes) {
  StoreEnvironment env;
  const auto store = env.open();
  const AccountId anna = *store->create_account(new_account("anna@a.test"));
  ASSERT_TRUE(store->add_alias(anna, "a1@a.test", 3).ok());
  ASSERT_TRUE(store->add_alias(anna, "a2@a.test", 3).ok());
  ASSERT_TRUE(store->remove_alias(anna, "a2@a.test", env.clock.now()).ok());
  ASSERT_TRUE(store->delete_account(anna, env.clock.now()).ok());
  const AccountId bert = *store->create_account(new_account("bert@a.test"));
  for (const char* address : {"a1@a.test", "a2@a.test"}) {
    EXPECT_TRUE(store->add_alias(bert, address, 9).error().is(Errc::already_exists)) << address;
  }
}

}  // namespace
}  // namespace nightmail::store
