// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include "store/errors.h"
#include "support/store_fixture.h"

namespace nightmail::store {
namespace {

using namespace testing_support;  // NOLINT: the fixture of all store tests

Bytes pattern(std::size_t size, std::uint8_t seed) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(seed + i * 31);
  return bytes;
}

TEST(Deliver, StoresSmallAndLargeMessages) {
  StoreEnvironment env;
  auto store = env.open();
  const auto account = store->create_account(new_account("anna@a.test"));
  ASSERT_TRUE(account.ok()) << account.error().message();
  for (const std::size_t size : {std::size_t{0}, std::size_t{10}, std::size_t{5000},
                                 std::size_t{20'000}, std::size_t{1'000'000}}) {
    const Bytes sealed = pattern(size, 3);
    const auto id = deliver_one(*store, delivery(*account, sealed));
    ASSERT_TRUE(id.ok()) << id.error().message();
    const auto messages = store->messages(*account, {*id});
    ASSERT_TRUE(messages.ok());
    ASSERT_EQ(messages->size(), 1U);
    const Message& message = messages->front();
    EXPECT_EQ(message.size, static_cast<std::int64_t>(size));
    EXPECT_EQ(message.mailboxes.size(), 1U);
    const auto blob = store->read_blob(*account, message.blob, 0, 2'000'000);
    ASSERT_TRUE(blob.ok()) << blob.error().message();
    EXPECT_EQ(*blob, sealed);
    const auto part = store->read_blob(*account, message.blob, 5, 3);
    ASSERT_TRUE(part.ok());
    const Bytes expected = size == 0 ? Bytes() : Bytes(sealed.begin() + 5, sealed.begin() + 8);
    EXPECT_EQ(*part, expected);
    EXPECT_EQ(store->summaries(*account, {*id})->front(), Bytes(1200, 7));
  }
}

TEST(Deliver, EachDeliveryStandsOnItsOwn) {
  StoreEnvironment env;
  auto store = env.open();
  const auto account = *store->create_account(new_account("anna@a.test"));
  std::vector<Delivery> all;
  all.push_back(delivery(account, pattern(100, 1)));
  all.push_back(delivery(AccountId{12345}, pattern(100, 1)));
  all.push_back(delivery(account, pattern(100, 2)));
  const auto results = deliver_all(*store, std::move(all));
  ASSERT_EQ(results.size(), 3U);
  EXPECT_TRUE(results[0].ok());
  EXPECT_TRUE(results[1].error().is(Errc::not_found));
  EXPECT_TRUE(results[2].ok());
  EXPECT_EQ(store->account(account)->message_count, 2);
}

TEST(Deliver, CountsAndStates) {
  StoreEnvironment env;
  auto store = env.open();
  const auto account = *store->create_account(new_account("anna@a.test"));
  Delivery seen = delivery(account, pattern(100, 1));
  seen.keywords = {"$seen"};
  ASSERT_TRUE(deliver_one(*store, std::move(seen)).ok());
  ASSERT_TRUE(deliver_one(*store, delivery(account, pattern(100, 1))).ok());
  Delivery junk = delivery(account, pattern(100, 1));
  junk.mailbox = Role::junk;  // there is no such mailbox: the inbox takes it
  const auto id = deliver_one(*store, std::move(junk));
  const auto mailboxes = *store->mailboxes(account);
  EXPECT_EQ(mailboxes[0].total, 3);
  EXPECT_EQ(mailboxes[0].unread, 2);
  EXPECT_EQ(raw(*store->message_state(account)), raw(*id));
  EXPECT_EQ(raw(*store->mailbox_state(account)), raw(*id));
  EXPECT_EQ(store->account(account)->used_octets, 300);
}

TEST(Deliver, QuotaRefuses) {
  StoreEnvironment env;
  auto store = env.open();
  const auto account = *store->create_account(new_account("anna@a.test"));
  ASSERT_TRUE(store->set_quota(account, 250).ok());
  std::vector<Delivery> all;
  for (int i = 0; i < 3; ++i) all.push_back(delivery(account, pattern(100, 1)));
  const auto results = deliver_all(*store, std::move(all));
  EXPECT_TRUE(results[1].ok());
  EXPECT_TRUE(results[2].error().is(Errc::over_quota));
}

TEST(Deliver, ManyThreadsShareCommits) {
  StoreEnvironment env;
  auto store = env.open();
  const auto account = *store->create_account(new_account("anna@a.test"));
  constexpr int kThreads = 20;
  constexpr int kEach = 20;
  const auto before = store->statistics();
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kEach; ++i)
        ASSERT_TRUE(deliver_one(*store, delivery(account, pattern(4000, 1))).ok());
    });
  }
  for (auto& thread : threads) thread.join();
  const auto after = store->statistics();
  EXPECT_EQ(after.deliveries - before.deliveries, kThreads * kEach);
  EXPECT_LT(after.commits - before.commits, kThreads * kEach / 4);
  EXPECT_EQ(store->account(account)->message_count, kThreads * kEach);
}

TEST(Deliver, FullQueueIsBusy) {
  StoreEnvironment env;
  auto options = env.options();
  options.queue_octets = 10'000;
  auto store = *open_sqlite_store(options);
  const auto account = *store->create_account(new_account("anna@a.test"));
  std::promise<void> hold;
  std::promise<void> holding;
  auto watch = store->subscribe(account, [&, held = false](AccountStates) mutable {
    if (std::exchange(held, true)) return;
    holding.set_value();
    hold.get_future().wait();  // the writer stands still
  });
  std::vector<std::future<std::string>> answers;
  const auto send = [&] {
    auto promise = std::make_shared<std::promise<std::string>>();
    answers.push_back(promise->get_future());
    std::vector<Delivery> one;
    one.push_back(delivery(account, pattern(6000, 1)));
    store->deliver(std::move(one), [promise](std::vector<Result<MessageId>> results) {
      promise->set_value(results[0].ok() ? "ok" : std::string(results[0].error().name()));
    });
  };
  send();
  holding.get_future().wait();
  send();
  send();
  EXPECT_EQ(answers[2].get(), "store.busy");
  hold.set_value();
  EXPECT_EQ(answers[0].get(), "ok");
  EXPECT_EQ(answers[1].get(), "ok");
}

TEST(Deliver, SurvivesReopening) {
  StoreEnvironment env;
  AccountId account{};
  std::vector<MessageId> ids;
  {
    auto store = env.open();
    account = *store->create_account(new_account("anna@a.test"));
    for (int i = 0; i < 5; ++i)
      ids.push_back(*deliver_one(*store, delivery(account, pattern(50'000, 9))));
  }
  auto store = env.open();
  const auto messages = *store->messages(account, ids);
  ASSERT_EQ(messages.size(), 5U);
  for (const auto& message : messages)
    EXPECT_EQ(*store->read_blob(account, message.blob, 0, 60'000), pattern(50'000, 9));
}

TEST(Store, OneProcessAtATime) {
  StoreEnvironment env;
  auto store = env.open();
  const auto second = open_sqlite_store(env.options());
  ASSERT_FALSE(second.ok());
  EXPECT_TRUE(second.error().is(Errc::in_use)) << second.error().message();
}

}  // namespace
}  // namespace nightmail::store
