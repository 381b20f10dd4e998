// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail {
namespace {

enum class Errc { odd, negative };
Trouble errc_trouble(Errc) {
  return Trouble::peer;
}
std::string_view errc_name(Errc errc) {
  return errc == Errc::odd ? "test.odd" : "test.negative";
}

Result<int> half(int number) {
  if (number < 0) return Error(Errc::negative, "below zero");
  if (number % 2 != 0) return Error(Errc::odd);
  return number / 2;
}

Result<int> quarter(int number) {
  TRY_ASSIGN(const int first, half(number));
  TRY_ASSIGN(const int second, half(first));
  return second;
}

Result<> check(int number) {
  TRY(half(number));
  return {};
}

TEST(Result, CarriesValueOrError) {
  EXPECT_EQ(quarter(8).value(), 2);
  EXPECT_TRUE(quarter(6).error().is(Errc::odd));
  EXPECT_EQ(quarter(-1).error().message(), "test.negative: below zero");
  EXPECT_TRUE(check(2).ok());
  EXPECT_FALSE(check(3).ok());
}

TEST(Clock, FormatsBothDateForms) {
  const Timestamp time{1'795'448'527'999};
  EXPECT_EQ(format_utc(time), "2026-11-23T15:42:07Z");
  EXPECT_EQ(format_rfc5322(time), "Mon, 23 Nov 2026 15:42:07 +0000");
  EXPECT_EQ(format_utc({-1}), "1969-12-31T23:59:59Z");
}

TEST(Secret, MoveLeavesNothingBehind) {
  SecretKey32 key(std::array<std::uint8_t, 32>{1, 2, 3});
  const SecretKey32 moved(std::move(key));
  EXPECT_EQ(moved.expose()[2], 3);
  EXPECT_EQ(key.expose(), (std::array<std::uint8_t, 32>{}));  // NOLINT: reads moved-from on purpose
}

TEST(Random, IsNotConstant) {
  SystemRandom random;
  EXPECT_NE(random.array<16>(), random.array<16>());
}

}  // namespace
}  // namespace nightmail
