// SPDX-License-Identifier: Apache-2.0
#include "crypto/sha1.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"

namespace nightmail::crypto {
namespace {

// FIPS 180-2, appendix A.
TEST(Sha1, StandardsExample) {
  EXPECT_EQ(hex_encode(sha1(as_bytes("abc"))), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(hex_encode(sha1({})), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

// RFC 2202 §3.
TEST(Sha1, HmacExamples) {
  EXPECT_EQ(hex_encode(hmac_sha1(Bytes(20, 0x0b), as_bytes("Hi There"))),
            "b617318655057264e28bc0b6fb378c8ef146be00");
  EXPECT_EQ(hex_encode(hmac_sha1(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

}  // namespace
}  // namespace nightmail::crypto
