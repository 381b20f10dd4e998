// SPDX-License-Identifier: Apache-2.0
#include "server/queue/hold.h"

#include <gtest/gtest.h>

namespace nightmail::queue {
namespace {

constexpr Timestamp kNow{1'700'000'000'000};
constexpr std::int64_t kMost = 1000;

std::optional<std::int64_t> seconds_after(std::vector<Parameter> parameters) {
  const auto at = send_time({"anna@a.test", std::move(parameters)}, kNow, kMost);
  if (!at) return std::nullopt;
  return (at->unix_ms - kNow.unix_ms) / 1000;
}

TEST(Hold, ForSoManySecondsOrUntilAMoment) {
  EXPECT_EQ(seconds_after({}), 0);
  EXPECT_EQ(seconds_after({{"HOLDFOR", "10"}}), 10);
  EXPECT_EQ(seconds_after({{"HOLDFOR", "1000"}}), 1000);
  EXPECT_EQ(seconds_after({{"HOLDUNTIL", "2023-11-14T22:13:30Z"}}), 10);
  EXPECT_EQ(seconds_after({{"HOLDUNTIL", "2023-11-14T23:13:30+01:00"}}), 10);
  EXPECT_EQ(seconds_after({{"HOLDUNTIL", "2001-01-01T00:00:00Z"}}), 0) << "that is past";
}

TEST(Hold, WhatIsNoTimeOrTooLongIsRefused) {
  for (const char* text : {"", "x", "-1", "1001", "10s", "99999999999999999999"})
    EXPECT_FALSE(seconds_after({{"HOLDFOR", text}})) << text;
  for (const char* text : {"", "2023-11-14", "2023-13-14T22:13:30Z", "2023-02-30T00:00:00Z",
                           "2023-11-14T24:00:00Z", "2023-11-14T22:13:30", "2033-11-14T22:13:30Z"})
    EXPECT_FALSE(seconds_after({{"HOLDUNTIL", text}})) << text;
  EXPECT_FALSE(seconds_after({{"HOLDFOR", "1"}, {"HOLDUNTIL", "2023-11-14T22:13:30Z"}}));
  EXPECT_FALSE(seconds_after({{"HOLDFOR", std::nullopt}}));
}

}  // namespace
}  // namespace nightmail::queue
