// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/armor.h"

#include <gtest/gtest.h>

#include "pgp/seal/certificate.h"
#include "support/testdata.h"

namespace nightmail::pgp {
namespace {

std::string taken_off(std::string_view text, std::size_t limit = 100) {
  const auto bytes = dearmored(as_bytes(text), limit);
  return bytes.ok() ? std::string(as_text(*bytes)) : "(refused)";
}

TEST(Armor, IsTakenOff) {
  EXPECT_EQ(taken_off("-----BEGIN PGP MESSAGE-----\n\naGVs\nbG8h\n-----END PGP MESSAGE-----\n"),
            "hello!");
  EXPECT_EQ(taken_off("words before\n-----BEGIN PGP MESSAGE-----\r\nComment: x\r\n \r\naGVsbG8=\r\n"
                      "=abcd\r\n-----END PGP MESSAGE-----"),
            "hello");
  EXPECT_EQ(taken_off("\x99 binary"), "\x99 binary");
}

TEST(Armor, WhatIsNoneIsRefused) {
  for (const std::string_view text :
       {"", "hello", "-----BEGIN PGP MESSAGE-----\naGVs\n-----END PGP MESSAGE-----\n",
        "-----BEGIN PGP MESSAGE-----\n\naGVs\n", "-----BEGIN PGP MESSAGE-----\n\n",
        "-----BEGIN PGP MESSAGE-----\n\n\n-----END PGP MESSAGE-----\n",
        "-----BEGIN PGP MESSAGE-----\n\naG!s\n-----END PGP MESSAGE-----\n"}) {
    EXPECT_EQ(taken_off(text), "(refused)") << text;
  }
  EXPECT_EQ(taken_off("-----BEGIN PGP MESSAGE-----\n\naGVsbG8h\n-----END PGP MESSAGE-----\n", 5),
            "(refused)");
}

// RNP prints to stderr what it thinks of a broken certificate. Nothing of the certificate may be in
// it: on the server that is the log.
TEST(Armor, NothingOfABrokenCertificateReachesStderr) {
  const std::string canary = "CANARY-5b1f";
  const std::string good = testing_support::read_testdata("certificates/gnupg.asc");
  std::vector<std::string> broken;
  std::string text = good;
  text.insert(text.find('\n') + 1, canary + ": " + canary + "\n");
  broken.push_back(text);
  text = good;
  text.insert(text.rfind("\n=") + 1, canary + "\n");
  broken.push_back(text);
  const Timestamp now{1'795'000'000'000};
  auto bytes = dearmored(as_bytes(good), 100'000);
  ASSERT_TRUE(bytes.ok());
  for (std::size_t at = 0; at < bytes->size(); at += 7) {  // a user id at each place
    Bytes damaged = *bytes;
    const std::string packet = std::string("\xcd\x0b") + canary;
    damaged.insert(damaged.begin() + static_cast<std::ptrdiff_t>(at), packet.begin(), packet.end());
    broken.emplace_back(as_text(damaged));
  }
  testing::internal::CaptureStderr();
  for (const std::string& one : broken) (void)Certificate::parse(as_bytes(one), now);
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_EQ(said.find(canary), std::string::npos);
  EXPECT_EQ(said.find("CANARY"), std::string::npos);
}

}  // namespace
}  // namespace nightmail::pgp
