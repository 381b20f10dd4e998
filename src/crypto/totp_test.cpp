// SPDX-License-Identifier: Apache-2.0
#include "crypto/totp.h"

#include <gtest/gtest.h>

namespace nightmail::crypto {
namespace {

const Bytes kSecret = to_bytes("12345678901234567890");

Timestamp at(std::int64_t seconds) {
  return {seconds * 1000};
}

// RFC 6238, appendix B: the last six of the eight digits there.
TEST(Totp, CodesOfTheStandard) {
  EXPECT_EQ(totp_code(kSecret, totp_step(at(59))), "287082");
  EXPECT_EQ(totp_code(kSecret, totp_step(at(1111111109))), "081804");
  EXPECT_EQ(totp_code(kSecret, totp_step(at(1111111111))), "050471");
  EXPECT_EQ(totp_code(kSecret, totp_step(at(1234567890))), "005924");
  EXPECT_EQ(totp_code(kSecret, totp_step(at(2000000000))), "279037");
  EXPECT_EQ(totp_code(kSecret, totp_step(at(20000000000))), "353130");
}

TEST(Totp, OneStepOfDifferenceIsForgiven) {
  EXPECT_EQ(match_totp(kSecret, "287082", at(59), 0), 1);
  EXPECT_EQ(match_totp(kSecret, "287 082", at(89), 0), 1);
  EXPECT_EQ(match_totp(kSecret, "287082", at(10), 0), 1);
  EXPECT_FALSE(match_totp(kSecret, "287082", at(90), 0));
}

TEST(Totp, ACodeWorksOnce) {
  EXPECT_TRUE(match_totp(kSecret, "287082", at(59), 0));
  EXPECT_FALSE(match_totp(kSecret, "287082", at(59), 1));
}

TEST(Totp, OtherCodesDoNot) {
  for (const char* code : {"", "287083", "28708", "2870820", "abcdef", "94287082"}) {
    EXPECT_FALSE(match_totp(kSecret, code, at(59), 0)) << code;
  }
}

}  // namespace
}  // namespace nightmail::crypto
