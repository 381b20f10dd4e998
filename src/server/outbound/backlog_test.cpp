// SPDX-License-Identifier: Apache-2.0
#include "server/outbound/backlog.h"

#include <gtest/gtest.h>

namespace nightmail::outbound {
namespace {

using store::AccountId;

Job job(std::int64_t account, std::int64_t number, const std::string& domain = "b.test",
        std::int64_t octets = 1000) {
  Job one;
  one.queued.key = {AccountId{account}, store::SubmissionId{number}, 1};
  one.queued.blob_size = octets;
  one.record.domain = domain;
  return one;
}

std::vector<std::int64_t> take_all(Backlog& backlog) {
  std::vector<std::int64_t> accounts;
  while (const auto one = backlog.take()) accounts.push_back(raw(one->queued.key.account));
  return accounts;
}

TEST(Backlog, AccountsTakeTurns) {
  Backlog backlog({});
  for (int i = 1; i <= 5; ++i) ASSERT_TRUE(backlog.add(job(1, i)));
  ASSERT_TRUE(backlog.add(job(2, 1)));
  ASSERT_TRUE(backlog.add(job(3, 1)));
  EXPECT_EQ(take_all(backlog), (std::vector<std::int64_t>{1, 2, 3, 1, 1, 1, 1}));
}

TEST(Backlog, NothingIsTriedTwiceAtOnce) {
  Backlog backlog({});
  ASSERT_TRUE(backlog.add(job(1, 1)));
  EXPECT_FALSE(backlog.add(job(1, 1)));
  const auto taken = backlog.take();
  EXPECT_FALSE(backlog.add(job(1, 1))) << "in flight";
  backlog.finish(*taken);
  EXPECT_TRUE(backlog.add(job(1, 1)));
}

TEST(Backlog, LimitsHold) {
  BacklogLimits limits;
  limits.in_flight = 6;
  limits.of_account = 4;
  limits.of_domain = 3;
  Backlog backlog(limits);
  for (int i = 1; i <= 10; ++i) backlog.add(job(1, i, i <= 5 ? "b.test" : "c.test"));
  EXPECT_EQ(take_all(backlog).size(), 4U) << "three to b.test, then of c.test up to the account's";
  for (int i = 1; i <= 10; ++i) backlog.add(job(2, i, "d.test"));
  EXPECT_EQ(take_all(backlog).size(), 2U);
  EXPECT_EQ(backlog.in_flight(), 6U);
}

TEST(Backlog, LargeMessagesWaitForMemoryButOneAlwaysGoes) {
  BacklogLimits limits;
  limits.octets = 10'000;
  Backlog backlog(limits);
  for (int i = 1; i <= 4; ++i) backlog.add(job(1, i, "b.test", 50'000));
  auto first = backlog.take();
  ASSERT_TRUE(first.has_value());
  EXPECT_FALSE(backlog.take().has_value());
  backlog.finish(*first);
  EXPECT_TRUE(backlog.take().has_value());
}

TEST(Backlog, OnlySoManyOfAnAccountAreHeld) {
  BacklogLimits limits;
  limits.ready_of_account = 3;
  Backlog backlog(limits);
  for (int i = 1; i <= 3; ++i) EXPECT_TRUE(backlog.add(job(1, i)));
  EXPECT_FALSE(backlog.add(job(1, 4)));
  EXPECT_EQ(backlog.ready(), 3U);
}

}  // namespace
}  // namespace nightmail::outbound
