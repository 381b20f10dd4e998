// SPDX-License-Identifier: Apache-2.0
//
// What a sealed message looks like from outside. That it opens is tested in pgp/open.
#include "pgp/seal/sealer.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "pgp/seal/certificate.h"
#include "pgp/seal/errors.h"
#include "pgp/seal/packet.h"
#include "pgp/seal/session_key.h"
#include "support/testdata.h"

namespace nightmail::pgp {
namespace {

std::string file(const std::string& name) {
  return testing_support::read_testdata(name + ".asc");
}

class SealerTest : public testing::Test {
 protected:
  SealerTest() : clock_({1'795'500'000'000}), sealer_(random_, clock_, 2) {}

  Result<Recipient> recipient(const std::string& name) {
    return sealer_.recipient(as_bytes(file(name)));
  }

  SystemRandom random_;
  ManualClock clock_;
  Sealer sealer_;
};

TEST_F(SealerTest, TwoPacketsAndNothingElse) {
  const auto to = recipient("sealed/anna.cert");
  ASSERT_TRUE(to.ok());
  const auto sealed = sealer_.seal(*to, {as_bytes("hello")});
  ASSERT_TRUE(sealed.ok());
  PacketReader reader(*sealed);
  EXPECT_EQ((*reader.next())->tag, PacketTag::pkesk);
  EXPECT_EQ((*reader.next())->tag, PacketTag::seipd);
  EXPECT_FALSE(reader.next()->has_value());
  // 96 for the session key, 3 header and version, 18 prefix, 8 literal header, 5 text, 22 MDC.
  EXPECT_EQ(sealed->size(), 96U + 3 + 18 + 8 + 5 + 22);
}

TEST_F(SealerTest, PairSharesOneSessionKey) {
  const auto to = recipient("sealed/anna.cert");
  ASSERT_TRUE(to.ok());
  const auto pair = sealer_.seal_pair(*to, {as_bytes("same")}, {as_bytes("same")});
  ASSERT_TRUE(pair.ok());
  const auto head = [](const Bytes& b) { return to_bytes(ByteView(b).first(kPkeskSize)); };
  const auto tail = [](const Bytes& b) { return to_bytes(ByteView(b).subspan(kPkeskSize)); };
  EXPECT_EQ(head(pair->message), head(pair->summary));
  EXPECT_NE(tail(pair->message), tail(pair->summary));
}

TEST_F(SealerTest, SealingTwiceGivesDifferentBytes) {
  const auto to = recipient("sealed/anna.cert");
  ASSERT_TRUE(to.ok());
  const auto first = sealer_.seal(*to, {as_bytes("same")});
  const auto second = sealer_.seal(*to, {as_bytes("same")});
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_NE(to_bytes(ByteView(*first).first(kPkeskSize)),
            to_bytes(ByteView(*second).first(kPkeskSize)));
}

TEST_F(SealerTest, UnusableCertificatesAreNamed) {
  EXPECT_TRUE(recipient("certificates/expired").error().is(SealErrc::expired));
  EXPECT_TRUE(recipient("certificates/revoked").error().is(SealErrc::revoked));
  EXPECT_TRUE(recipient("certificates/sign-only").error().is(SealErrc::no_encryption_key));
  EXPECT_TRUE(recipient("certificates/rsa.secret").error().is(SealErrc::has_secret_key));
}

TEST_F(SealerTest, ExpiryBetweenPreparingAndSealingIsSeen) {
  ManualClock january({1'705'000'000'000});  // 2024, when this certificate was good
  Sealer sealer(random_, january);
  const auto to = sealer.recipient(as_bytes(file("certificates/expired")));
  ASSERT_TRUE(to.ok()) << to.error().message();
  EXPECT_TRUE(sealer.seal(*to, {as_bytes("x")}).ok());
  january.advance(std::chrono::hours(24 * 60));
  EXPECT_TRUE(sealer.seal(*to, {as_bytes("x")}).error().is(SealErrc::expired));
  EXPECT_TRUE(
      sealer.recipient(as_bytes(file("certificates/expired"))).error().is(SealErrc::expired));
}

TEST_F(SealerTest, CacheGivesTheSameRecipientAndForgetsTheOldest) {
  const Recipient first = *recipient("sealed/anna.cert");
  EXPECT_EQ(first, *recipient("sealed/anna.cert"));
  const Recipient second = *recipient("certificates/gnupg");
  EXPECT_EQ(first, *recipient("sealed/anna.cert"));
  ASSERT_TRUE(recipient("certificates/rsa").ok());  // the third: room for two
  EXPECT_EQ(first, *recipient("sealed/anna.cert"));
  EXPECT_NE(second, *recipient("certificates/gnupg"));
}

TEST_F(SealerTest, PointOfLowOrderIsRefused) {
  EcdhKey zero;
  zero.kdf_hash = 8;
  zero.kek_cipher = 7;
  const auto primitives = Primitives::make();
  ASSERT_TRUE(primitives.ok());
  const auto made = make_session_key(zero, random_, **primitives);
  EXPECT_TRUE(made.error().is(SealErrc::unsupported_algorithm));
}

TEST_F(SealerTest, ThreadsShareOneSealer) {
  const std::string certificate = file("sealed/anna.cert");
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 50; ++n) {
        const auto to = sealer_.recipient(as_bytes(certificate));
        ASSERT_TRUE(to.ok());
        EXPECT_TRUE(sealer_.seal(*to, {as_bytes("x")}).ok());
      }
    });
}

}  // namespace
}  // namespace nightmail::pgp
