// SPDX-License-Identifier: Apache-2.0
//
// The queue: what is submitted is there until it is settled, within its account's limits, and goes
// without a trace.
#include "store/queue.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "store/errors.h"
#include "support/queue_fixture.h"

namespace nightmail::store {
namespace {

using namespace testing_support;  // NOLINT: the fixture of all store tests

class QueueTest : public ::testing::Test {
 protected:
  QueueTest() : store_(env_.open()), anna_(*store_->create_account(new_account("anna@a.test"))) {}

  [[nodiscard]] Timestamp now() const { return env_.clock.now(); }
  SubmissionId submit(AccountId account, std::size_t parts = 1, std::int64_t hold_ms = 0) {
    const auto id = submit_one(*store_, account, submission_of(*store_, account, now(), parts), {},
                               now(), hold_ms);
    EXPECT_TRUE(id.ok()) << id.error().message();
    return *id;
  }
  std::vector<QueuedPart> due(std::int64_t per_account = 100) {
    return store_->due_parts(now(), AccountId{0}, per_account, 1000)->parts;
  }
  Result<> settle(Settlement settlement) {
    return settle_all(*store_, {std::move(settlement)}, now()).front();
  }
  Settlement done(const PartKey& key) { return {key, to_bytes("done"), {}, 0, {}, {}}; }

  StoreEnvironment env_;
  std::unique_ptr<Store> store_;
  AccountId anna_;
};

TEST_F(QueueTest, ASubmissionIsThereUntilAllItsPartsAreDone) {
  const SubmissionId id = submit(anna_, 2);
  const auto parts = due();
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].part.sealed, to_bytes("part 1"));
  EXPECT_EQ(parts[0].envelope, to_bytes("envelope"));
  EXPECT_EQ(parts[0].blob_size, 7);
  const BlobId blob = parts[0].blob;
  ASSERT_TRUE(settle(done(parts[0].key)).ok());
  EXPECT_EQ(due().size(), 1U);
  const auto half = store_->submissions(anna_, {id})->front();
  EXPECT_TRUE(half.parts[0].done);
  EXPECT_EQ(half.parts[0].sealed, to_bytes("done"));
  EXPECT_FALSE(half.parts[1].done);
  EXPECT_EQ(*store_->read_outgoing(anna_, blob, 0, 100), to_bytes("message"));
  ASSERT_TRUE(settle(done(parts[1].key)).ok());
  EXPECT_TRUE(store_->submissions(anna_, {id})->empty());
  EXPECT_TRUE(store_->outgoing_size(anna_, blob).error().is(Errc::not_found));
  EXPECT_TRUE(settle(done(parts[1].key)).error().is(Errc::not_found));
}

TEST_F(QueueTest, AMessageStaysUntilItsLastSubmissionIsDone) {
  const auto first = submission_of(*store_, anna_, now(), 1);
  const auto ids = *store_->submit(anna_, {first, first}, {}, now());
  ASSERT_TRUE(ids[0].ok() && ids[1].ok());
  ASSERT_TRUE(settle(done({anna_, *ids[0], 1})).ok());
  EXPECT_TRUE(store_->outgoing_size(anna_, first.blob).ok());
  ASSERT_TRUE(settle(done({anna_, *ids[1], 1})).ok());
  EXPECT_FALSE(store_->outgoing_size(anna_, first.blob).ok());
}

TEST_F(QueueTest, ARetryIsDueAtItsTime) {
  submit(anna_);
  const PartKey key = due().front().key;
  const Timestamp later{now().unix_ms + 60'000};
  ASSERT_TRUE(settle({key, to_bytes("tried"), later, 0, {}, {}}).ok());
  EXPECT_TRUE(due().empty());
  EXPECT_EQ(**store_->next_due(), later);
  env_.clock.advance(std::chrono::minutes(1));
  ASSERT_EQ(due().size(), 1U);
  EXPECT_EQ(due().front().part.attempts, 1);
  EXPECT_EQ(due().front().part.sealed, to_bytes("tried"));
}

TEST_F(QueueTest, WhatIsHeldBackCanBeCanceledUntilItsTime) {
  const SubmissionId id = submit(anna_, 1, 10'000);
  EXPECT_TRUE(due().empty());
  EXPECT_EQ((*store_->next_due())->unix_ms, now().unix_ms + 10'000);
  EXPECT_TRUE(store_->remove_submission(anna_, id).error().is(Errc::not_pending));
  const BlobId blob = store_->submissions(anna_, {id})->front().blob;
  ASSERT_TRUE(store_->cancel_submission(anna_, id).ok());
  EXPECT_FALSE(store_->outgoing_size(anna_, blob).ok()) << "its message goes at once";
  env_.clock.advance(std::chrono::seconds(11));
  ASSERT_FALSE(*store_->release_due(now()));
  EXPECT_TRUE(due().empty());
  EXPECT_EQ(store_->submissions(anna_, {id})->front().undo, Undo::canceled);
  ASSERT_TRUE(store_->remove_submission(anna_, id).ok());
  EXPECT_TRUE(store_->submissions(anna_, {id})->empty());
}

TEST_F(QueueTest, AtItsTimeItIsTooLateToCancel) {
  const SubmissionId id = submit(anna_, 1, 10'000);
  env_.clock.advance(std::chrono::seconds(11));
  ASSERT_TRUE(store_->release_due(now()).ok());
  EXPECT_EQ(due().size(), 1U);
  EXPECT_TRUE(store_->cancel_submission(anna_, id).error().is(Errc::not_pending));
}

TEST_F(QueueTest, LimitsCountCopiesAndNewRecipientsADay) {
  auto one = submission_of(*store_, anna_, now(), 1);
  one.recipients = {to_bytes("a"), to_bytes("b")};
  const SendingLimits limits{5, 2};
  ASSERT_TRUE(submit_one(*store_, anna_, one, limits, now()).ok());
  ASSERT_TRUE(submit_one(*store_, anna_, one, limits, now()).ok()) << "nobody new";
  auto stranger = one;
  stranger.recipients = {to_bytes("c")};
  EXPECT_TRUE(submit_one(*store_, anna_, stranger, limits, now())
                  .error()
                  .is(Errc::too_many_new_recipients));
  EXPECT_TRUE(submit_one(*store_, anna_, one, limits, now()).error().is(Errc::too_many_messages));
  const auto sent = *store_->sent_since(anna_, now(), 1);
  EXPECT_EQ(sent.messages, 4);
  EXPECT_EQ(sent.new_recipients, 2);
  env_.clock.advance(std::chrono::hours(24));
  EXPECT_TRUE(submit_one(*store_, anna_, stranger, limits, now()).ok()) << "another day";
}

TEST_F(QueueTest, TheOctetsOnTheirWayAreLimited) {
  ASSERT_TRUE(store_->put_outgoing(anna_, Bytes(60, 1), now(), 100).ok());
  EXPECT_TRUE(store_->put_outgoing(anna_, Bytes(60, 1), now(), 100).error().is(Errc::over_quota));
  env_.clock.advance(std::chrono::hours(25));
  ASSERT_TRUE(store_->expire_queue(now()).ok());
  EXPECT_TRUE(store_->put_outgoing(anna_, Bytes(60, 1), now(), 100).ok());
}

TEST_F(QueueTest, OneAccountsManyDoNotKeepAnothersFewWaiting) {
  const AccountId bert = *store_->create_account(new_account("bert@a.test"));
  for (int i = 0; i < 50; ++i) submit(anna_);
  submit(bert);
  const auto page = *store_->due_parts(now(), AccountId{0}, 5, 1000);
  EXPECT_TRUE(page.at_end);
  EXPECT_EQ(page.parts.size(), 6U);
  EXPECT_TRUE(std::ranges::any_of(page.parts, [&](auto& p) { return p.key.account == bert; }));
}

TEST_F(QueueTest, ALocalCopyIsStoredWithTheSettlementOrNotAtAll) {
  const AccountId bert = *store_->create_account(new_account("bert@a.test"));
  submit(anna_);
  Settlement local = done(due().front().key);
  local.delivery = delivery(bert, Bytes(300, 1));
  ASSERT_TRUE(store_->set_quota(bert, 100).ok());
  EXPECT_TRUE(settle(local).error().is(Errc::over_quota));
  EXPECT_EQ(due().size(), 1U) << "still to be done";
  ASSERT_TRUE(store_->set_quota(bert, 1000).ok());
  ASSERT_TRUE(settle(local).ok());
  EXPECT_EQ(store_->account(bert)->message_count, 1);
  EXPECT_TRUE(settle(local).error().is(Errc::not_found));
  EXPECT_EQ(store_->account(bert)->message_count, 1);
}

TEST_F(QueueTest, ANoticeReachesASenderWhoIsFull) {
  submit(anna_);
  ASSERT_TRUE(store_->set_quota(anna_, 1).ok());
  Settlement failed = done(due().front().key);
  failed.failed = 1;
  failed.notices = {delivery(anna_, Bytes(300, 1))};
  failed.notices.front().beyond_quota = true;
  ASSERT_TRUE(settle(failed).ok());
  EXPECT_EQ(store_->account(anna_)->message_count, 1);
  EXPECT_EQ(store_->sent_since(anna_, now(), 7)->failed, 1);
}

TEST_F(QueueTest, TheOperatorHoldsReleasesAndDrops) {
  const SubmissionId id = submit(anna_);
  ASSERT_TRUE(store_->order_submission(anna_, id, QueueOrder::hold, now()).ok());
  EXPECT_TRUE(due().empty());
  EXPECT_TRUE(store_->queued_parts({}, 10)->front().held);
  ASSERT_TRUE(settle({{anna_, id, 1}, to_bytes("t"), now(), 0, {}, {}}).ok());
  EXPECT_TRUE(due().empty()) << "an attempt that was on its way does not end the hold";
  ASSERT_TRUE(store_->order_submission(anna_, id, QueueOrder::release, now()).ok());
  EXPECT_EQ(due().size(), 1U);
  ASSERT_TRUE(store_->order_submission(anna_, id, QueueOrder::drop, now()).ok());
  EXPECT_TRUE(due().front().dropped);
}

TEST_F(QueueTest, ChangesTellWhatHappened) {
  const Modseq start = *store_->submission_state(anna_);
  const SubmissionId first = submit(anna_, 2);
  const Modseq made = *store_->submission_state(anna_);
  EXPECT_EQ(store_->submission_changes(anna_, start, 10)->created, std::vector{first});
  ASSERT_TRUE(settle(done({anna_, first, 1})).ok());
  const Modseq half = *store_->submission_state(anna_);
  EXPECT_EQ(store_->submission_changes(anna_, made, 10)->updated, std::vector{first});
  ASSERT_TRUE(settle(done({anna_, first, 2})).ok());
  EXPECT_EQ(store_->submission_changes(anna_, half, 10)->destroyed, std::vector{first});
  EXPECT_TRUE(store_->submission_changes(anna_, start, 10)->destroyed.empty());
}

TEST_F(QueueTest, ListenersHearOfSubmissionsAndOfTheQueue) {
  std::promise<AccountStates> told;
  std::promise<void> due_told;
  std::atomic<bool> first{true}, first_due{true};
  const auto account = store_->subscribe(anna_, [&](const AccountStates& states) {
    if (first.exchange(false)) told.set_value(states);
  });
  const auto queue = store_->watch_queue([&] {
    if (first_due.exchange(false)) due_told.set_value();
  });
  submit(anna_);
  due_told.get_future().get();
  // The upload before it changed no state that anyone is told of.
  EXPECT_EQ(told.get_future().get().submission, *store_->submission_state(anna_));
}

TEST_F(QueueTest, ADeletedAccountsMailIsNotSent) {
  submit(anna_, 3);
  submit(anna_, 1, 10'000);
  ASSERT_TRUE(store_->delete_account(anna_, now()).ok());
  EXPECT_TRUE(due().empty());
  EXPECT_FALSE((*store_->next_due()).has_value());
  EXPECT_TRUE(store_->queued_parts({}, 10)->empty());
}

// Every octet of every file.
std::string all_octets(const std::string& directory) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(file), {});
  }
  return all;
}

TEST_F(QueueTest, WhatIsSentLeavesNoTrace) {
  for (const std::size_t size : {100U, 100'000U}) {
    std::string content = "needle-in-message";
    content.resize(size, 'x');
    auto one = submission_of(*store_, anna_, now(), 1);
    one.blob = *store_->put_outgoing(anna_, as_bytes(content), now(), 1 << 20);
    one.envelope = to_bytes("needle-in-envelope");
    one.parts = {to_bytes("needle-in-part")};
    const auto id = submit_one(*store_, anna_, one, {}, now());
    ASSERT_TRUE(settle(done({anna_, *id, 1})).ok());
  }
  EXPECT_NE(all_octets(env_.directory.path()).find("needle"), std::string::npos)
      << "the scan finds what is still in the log";
  std::this_thread::sleep_for(std::chrono::milliseconds(400));  // garbage is collected
  store_.reset();
  EXPECT_EQ(all_octets(env_.directory.path()).find("needle"), std::string::npos);
}

}  // namespace
}  // namespace nightmail::store
