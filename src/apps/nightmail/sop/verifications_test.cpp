// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/sop/verifications.h"

#include <gtest/gtest.h>

#include "apps/nightmail/sop/errors.h"

namespace nightmail::sop {
namespace {

constexpr Timestamp kNow{1'795'600'000'000};

std::string read(std::string_view text) {
  const auto date = parse_date(text, kNow);
  if (!date.ok()) return std::string(date.error().name());
  return *date ? format_utc(**date) : "none";
}

TEST(Dates, OfIso8601) {
  EXPECT_EQ(read("-"), "none");
  EXPECT_EQ(read("now"), format_utc(kNow));
  EXPECT_EQ(read("2020-10-21"), "2020-10-21T00:00:00Z");
  EXPECT_EQ(read("2020-10-21T01:02:03Z"), "2020-10-21T01:02:03Z");
  EXPECT_EQ(read("2020-10-21T01:02:03.25Z"), "2020-10-21T01:02:03Z");
  EXPECT_EQ(read("20201021T010203Z"), "2020-10-21T01:02:03Z");
  EXPECT_EQ(read("2020-10-21T01:02:03+02:00"), "2020-10-20T23:02:03Z");
  EXPECT_EQ(read("2020-10-21T23:30-0100"), "2020-10-22T00:30:00Z");
}

TEST(Dates, WhatIsNone) {
  for (const char* text : {"", "tomorrow", "2020-13-01", "2020-02-30", "2020", "2020-10-21x",
                           "2020-10-21T", "2020-10-21T01:02:03Zx"})
    EXPECT_EQ(read(text), errc_name(SopErrc::unsupported_option)) << text;
}

TEST(Verifications, OneLineForEachGoodSignatureInTheWindow) {
  pgp::Signature good{pgp::SignatureStatus::good, "KEY", "CERT", {1'600'000'000'000}, true};
  pgp::Signature bad = good;
  bad.status = pgp::SignatureStatus::bad;
  EXPECT_EQ(verifications({good, bad}, {}), "2020-09-13T12:26:40Z KEY CERT mode:text\n");
  EXPECT_EQ(verifications({bad}, {}), "");
  EXPECT_EQ(verifications({good}, {Timestamp{1'600'000'000'001}, {}}), "");
  EXPECT_EQ(verifications({good}, {{}, Timestamp{1'599'999'999'999}}), "");
  EXPECT_NE(verifications({good}, {good.created, good.created}), "");
}

}  // namespace
}  // namespace nightmail::sop
