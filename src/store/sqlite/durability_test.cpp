// SPDX-License-Identifier: Apache-2.0
//
// "Nothing lost": every operation on the disk fails once, and processes are killed under load.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <set>
#include <thread>

#include "store/errors.h"
#include "support/faulty_files.h"
#include "support/store_fixture.h"

namespace nightmail::store {
namespace {

using namespace testing_support;  // NOLINT: the fixture of all store tests

// A message that says its own number.
Bytes numbered(std::uint64_t number, std::size_t size) {
  Bytes bytes(size, static_cast<std::uint8_t>(number * 7));
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

std::size_t size_of(std::uint64_t number) {
  return number % 3 == 0 ? 40'000 : 200;
}

// Which numbers are stored, how often. Checks that everything there is whole and counted.
std::map<std::uint64_t, int> stored_numbers(Store& store, AccountId account) {
  std::map<std::uint64_t, int> numbers;
  const auto ids = store.query_messages(account, {}, {}, {0, std::nullopt, 0, 1'000'000, true});
  EXPECT_TRUE(ids.ok());
  if (!ids.ok()) return numbers;
  EXPECT_EQ(*ids->total, static_cast<std::int64_t>(ids->ids.size()));
  std::int64_t listed = 0;
  const auto mailbox_list = *store.mailboxes(account);
  for (const auto& mailbox : mailbox_list) listed += mailbox.total;
  EXPECT_EQ(listed, static_cast<std::int64_t>(ids->ids.size()));
  const auto messages = store.messages(account, ids->ids);
  EXPECT_EQ(messages->size(), ids->ids.size());
  for (const Message& message : *messages) {
    const auto blob = store.read_blob(account, message.blob, 0, 1 << 20);
    EXPECT_TRUE(blob.ok()) << blob.error().message();
    if (!blob.ok()) continue;
    std::uint64_t number = 0;
    std::memcpy(&number, blob->data(), sizeof number);
    EXPECT_EQ(*blob, numbered(number, size_of(number)));
    ++numbers[number];
  }
  return numbers;
}

struct Outcome {
  std::set<std::uint64_t> acknowledged;
  std::set<std::uint64_t> perhaps_destroyed;
};

void deliver_numbers(Store& store, AccountId account, std::uint64_t first, Outcome& outcome,
                     std::vector<MessageId>& ids) {
  std::vector<Delivery> all;
  for (std::uint64_t n = first; n < first + 4; ++n)
    all.push_back(delivery(account, numbered(n, size_of(n))));
  const auto results = deliver_all(store, std::move(all));
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!results[i].ok()) continue;
    outcome.acknowledged.insert(first + i);
    ids.push_back(*results[i]);
  }
}

void scenario(const SqliteOptions& options, Outcome& outcome) {
  auto opened = open_sqlite_store(options);
  if (!opened.ok()) return;
  Store& store = **opened;
  auto created = store.create_account(new_account("anna@a.test"));
  if (!created.ok()) return;
  std::vector<MessageId> ids;
  deliver_numbers(store, *created, 0, outcome, ids);
  deliver_numbers(store, *created, 4, outcome, ids);
  if (ids.empty()) return;
  MessageChange change;
  change.id = ids.front();
  change.add_keywords = {"$seen"};
  (void)store.change_messages(*created, {change});
  outcome.perhaps_destroyed.insert(*outcome.acknowledged.begin());
  (void)store.destroy_messages(*created, {ids.front()});
  deliver_numbers(store, *created, 8, outcome, ids);
}

void check_after(StoreEnvironment& env, const Outcome& outcome) {
  auto store = env.open();
  const auto account = store->account_by_address("anna@a.test");
  if (!account.ok()) {
    EXPECT_TRUE(outcome.acknowledged.empty());
    return;
  }
  const auto numbers = stored_numbers(*store, *account);
  for (const auto& [number, times] : numbers) EXPECT_EQ(times, 1) << number;
  for (const auto number : outcome.acknowledged) {
    EXPECT_TRUE(numbers.contains(number) || outcome.perhaps_destroyed.contains(number)) << number;
  }
  ASSERT_TRUE(deliver_one(*store, delivery(*account, numbered(99, size_of(99)))).ok());
  EXPECT_EQ(stored_numbers(*store, *account)[99], 1);
}

void fail_each_operation(int number) {
  for (int n = 1;; ++n) {
    SCOPED_TRACE("operation " + std::to_string(n));
    StoreEnvironment env;
    FaultyFiles faulty(n, number);
    auto options = env.options(faulty);
    options.checkpoint_pages = 20;
    options.segment_octets = 60'000;  // several segments
    Outcome outcome;
    scenario(options, outcome);
    check_after(env, outcome);
    if (::testing::Test::HasFailure()) return;
    if (!faulty.has_failed()) {
      EXPECT_GT(n, 50) << "the scenario writes more than that";
      EXPECT_EQ(outcome.acknowledged.size(), 12U);
      return;
    }
  }
}

TEST(Durability, EachOperationFailsOnceWithAnIoError) {
  fail_each_operation(EIO);
}

TEST(Durability, EachOperationFindsTheDiskFullOnce) {
  fail_each_operation(ENOSPC);
}

class FailingSyncs final : public FileSystem {
 public:
  int admit(DiskOp op) override {
    (void)FileSystem::admit(op);
    return op == DiskOp::sync && fail.exchange(false) ? EIO : 0;
  }
  std::atomic<bool> fail{false};
};

TEST(Durability, AfterAFailedSyncNothingIsAccepted) {
  StoreEnvironment env;
  FailingSyncs files;
  auto store = *open_sqlite_store(env.options(files));
  const auto account = *store->create_account(new_account("anna@a.test"));
  files.fail = true;
  const auto lost = deliver_one(*store, delivery(account, Bytes(100, 1)));
  EXPECT_TRUE(lost.error().is(Errc::io));
  const auto later = deliver_one(*store, delivery(account, Bytes(100, 1)));
  EXPECT_TRUE(later.error().is(Errc::io)) << "the disk seems well again, but can't be believed";
  EXPECT_TRUE(store->set_quota(account, 5).error().is(Errc::io));
  EXPECT_TRUE(store->account(account).ok()) << "reading goes on";
}

// Delivers until it is killed; writes each acknowledged number to `pipe`.
[[noreturn]] void deliver_until_killed(StoreEnvironment& env, int pipe, std::uint64_t first) {
  auto store = env.open();
  const auto account = *store->account_by_address("anna@a.test");
  std::atomic<std::uint64_t> next{first};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (;;) {
        const std::uint64_t number = next++;
        const Bytes content = numbered(number, size_of(number));
        if (!deliver_one(*store, delivery(account, content)).ok()) _exit(1);
        if (write(pipe, &number, sizeof number) != sizeof number) _exit(1);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  _exit(0);
}

std::vector<std::uint64_t> crash_round(StoreEnvironment& env, int round) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    deliver_until_killed(env, ends[1], static_cast<std::uint64_t>(round) * 1'000'000);
  }
  close(ends[1]);
  // The store's opening takes as long as the machine likes; the moment counts from the first
  // answer.
  std::vector<std::uint64_t> acknowledged;
  std::uint64_t number = 0;
  if (read(ends[0], &number, sizeof number) == sizeof number) acknowledged.push_back(number);
  std::uint8_t moment = 0;
  env.random.fill({&moment, 1});
  usleep(round % 2 == 1 ? 300U * moment : 20'000 + 300U * moment);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  while (read(ends[0], &number, sizeof number) == sizeof number) acknowledged.push_back(number);
  close(ends[0]);
  return acknowledged;
}

TEST(Durability, KilledUnderLoadNothingAcknowledgedIsLost) {
  StoreEnvironment env;
  AccountId account = *env.open()->create_account(new_account("anna@a.test"));
  std::vector<std::uint64_t> acknowledged;
  for (int round = 0; round < 20; ++round) {
    const auto more = crash_round(env, round);
    acknowledged.insert(acknowledged.end(), more.begin(), more.end());
    auto store = env.open();
    const auto numbers = stored_numbers(*store, account);
    for (const auto& [number, times] : numbers) ASSERT_EQ(times, 1) << number;
    for (const auto number : acknowledged) ASSERT_TRUE(numbers.contains(number)) << number;
  }
  EXPECT_GT(acknowledged.size(), 20U);
}

}  // namespace
}  // namespace nightmail::store
