// SPDX-License-Identifier: Apache-2.0
//
// "Nothing lost" on the way out: every operation of the disk fails once between submission and
// settlement. What was acknowledged is in the queue or settled; a local copy is there exactly if
// its part is done.
#include <cerrno>

#include "store/errors.h"
#include "support/faulty_files.h"
#include "support/queue_fixture.h"

namespace nightmail::store {
namespace {

using namespace testing_support;  // NOLINT: the fixture of all store tests

constexpr std::size_t kLarge = 40'000;

struct Outcome {
  std::vector<SubmissionId> acknowledged;
  std::vector<SubmissionId> perhaps_settled;
  std::vector<SubmissionId> settled;
};

NewSubmission numbered(Store& store, AccountId account, Timestamp now, std::size_t size) {
  auto one = submission_of(store, account, now, 1);
  const auto blob = store.put_outgoing(account, Bytes(size, 7), now, 1 << 30);
  one.blob = blob.ok() ? *blob : BlobId{};
  return one;
}

void submit_some(Store& store, AccountId account, Timestamp now, Outcome& outcome) {
  for (const std::size_t size : {100UL, kLarge, 200UL}) {
    const auto id = submit_one(store, account, numbered(store, account, now, size), {}, now);
    if (id.ok()) outcome.acknowledged.push_back(*id);
  }
}

void settle_first(Store& store, AccountId account, Timestamp now, Outcome& outcome) {
  if (outcome.acknowledged.empty()) return;
  const SubmissionId id = outcome.acknowledged.front();
  outcome.perhaps_settled = {id};
  Settlement one{{account, id, 1}, to_bytes("done"), {}, 0, {}, {}};
  one.delivery = delivery(account, Bytes(kLarge, 3));
  if (settle_all(store, {one}, now).front().ok()) outcome.settled = {id};
}

void scenario(const SqliteOptions& options, Timestamp now, Outcome& outcome) {
  auto opened = open_sqlite_store(options);
  if (!opened.ok()) return;
  const auto account = (*opened)->create_account(new_account("anna@a.test"));
  if (!account.ok()) return;
  submit_some(**opened, *account, now, outcome);
  settle_first(**opened, *account, now, outcome);
  submit_some(**opened, *account, now, outcome);
}

bool has(const std::vector<SubmissionId>& ids, SubmissionId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

void check_after(StoreEnvironment& env, const Outcome& outcome) {
  auto store = env.open();
  const auto account = store->account_by_address("anna@a.test");
  if (!account.ok()) {
    EXPECT_TRUE(outcome.acknowledged.empty());
    return;
  }
  const auto waiting = *store->submission_ids(*account);
  bool gone = false;
  for (const SubmissionId id : outcome.acknowledged) {
    const bool there = has(waiting, id);
    if (has(outcome.settled, id)) {
      EXPECT_FALSE(there) << raw(id);
    }
    if (!has(outcome.perhaps_settled, id)) {
      EXPECT_TRUE(there) << raw(id);
    } else {
      gone = !there;
    }
  }
  EXPECT_EQ(store->account(*account)->message_count, gone ? 1 : 0);
  const auto submissions = store->submissions(*account, waiting);
  for (const Submission& one : *submissions) {
    const auto size = store->outgoing_size(*account, one.blob);
    ASSERT_TRUE(size.ok());
    const auto content = store->read_outgoing(*account, one.blob, 0, *size);
    ASSERT_TRUE(content.ok()) << content.error().message();
    EXPECT_EQ(*content, Bytes(static_cast<std::size_t>(*size), 7));
  }
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
    scenario(options, env.clock.now(), outcome);
    check_after(env, outcome);
    if (::testing::Test::HasFailure()) return;
    if (!faulty.has_failed()) {
      EXPECT_GT(n, 50) << "the scenario writes more than that";
      EXPECT_EQ(outcome.acknowledged.size(), 6U);
      return;
    }
  }
}

TEST(QueueDurability, EachOperationFailsOnceWithAnIoError) {
  fail_each_operation(EIO);
}

TEST(QueueDurability, EachOperationFindsTheDiskFullOnce) {
  fail_each_operation(ENOSPC);
}

}  // namespace
}  // namespace nightmail::store
