// SPDX-License-Identifier: Apache-2.0
#include "server/outbound/retry_schedule.h"

#include <gtest/gtest.h>

namespace nightmail::outbound {
namespace {

constexpr std::int64_t kMinute = 60'000;

TEST(RetrySchedule, WaitsDoubleUpToTheLongestAndEndAfterFiveDays) {
  SystemRandom random;
  const RetrySchedule schedule;
  const Timestamp start{1'700'000'000'000};
  Timestamp now = start;
  std::int64_t attempts = 0;
  std::int64_t wait = 5 * kMinute;
  while (const auto next = schedule.next(start, ++attempts, now, random)) {
    const std::int64_t waited = next->unix_ms - now.unix_ms;
    if (*next != schedule.give_up_at(start)) {
      EXPECT_GE(waited, wait * 8 / 10) << attempts;
    }
    EXPECT_LE(waited, wait * 12 / 10) << attempts;
    now = *next;
    wait = std::min(wait * 2, 240 * kMinute);
  }
  EXPECT_EQ(now, schedule.give_up_at(start)) << "a last attempt at the very end";
  EXPECT_GT(attempts, 25);
  EXPECT_LT(attempts, 60);
}

TEST(RetrySchedule, WhatFailsTogetherIsNotTriedTogether) {
  SystemRandom random;
  const RetrySchedule schedule;
  const Timestamp start{1'700'000'000'000};
  const auto first = schedule.next(start, 1, start, random);
  bool differs = false;
  for (int i = 0; i < 20; ++i) differs = differs || schedule.next(start, 1, start, random) != first;
  EXPECT_TRUE(differs);
}

}  // namespace
}  // namespace nightmail::outbound
