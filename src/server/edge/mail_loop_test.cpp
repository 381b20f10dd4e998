// SPDX-License-Identifier: Apache-2.0
#include "server/edge/mail_loop.h"

#include <gtest/gtest.h>

#include <string>

namespace nightmail::edge {
namespace {

TEST(MailLoop, CountsReceivedFieldsOfTheHeaderOnly) {
  EXPECT_EQ(count_received_fields({}), 0U);
  EXPECT_EQ(count_received_fields(as_bytes("Received: a\r\nrEcEiVeD: b\r\n\r\nx")), 2U);
  EXPECT_EQ(count_received_fields(as_bytes("Subject: x\r\n\r\nReceived: a\r\n")), 0U);
  EXPECT_EQ(count_received_fields(as_bytes("\r\nReceived: a\r\n")), 0U);
  EXPECT_EQ(count_received_fields(as_bytes("X: a\r\n Received: folded\r\nReceived: one")), 1U);
  EXPECT_EQ(count_received_fields(as_bytes("Received-SPF: pass\r\nReceived")), 0U);
}

TEST(MailLoop, NoiseHidesNothing) {
  std::string noise;
  for (int i = 0; i < 5000; ++i) noise += "X-Noise: 1\r\n";
  EXPECT_EQ(count_received_fields(as_bytes(noise + "Received: a\r\n\r\n")), 1U);
}

}  // namespace
}  // namespace nightmail::edge
