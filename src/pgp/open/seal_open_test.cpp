// SPDX-License-Identifier: Apache-2.0
//
// The promise of sealing: what one side seals, the owner of the key opens, byte for byte.
#include <gtest/gtest.h>

#include "base/random.h"
#include "pgp/open/errors.h"
#include "pgp/open/opener.h"
#include "pgp/open/secret_key.h"
#include "pgp/seal/errors.h"
#include "pgp/seal/sealer.h"
#include "support/testdata.h"

namespace nightmail::pgp {
namespace {

constexpr Timestamp kNow{1'764'000'000'000};

Bytes random_bytes(std::size_t size) {
  Bytes bytes(size);
  SystemRandom().fill(bytes);
  return bytes;
}

class SealOpen : public testing::Test {
 protected:
  SealOpen() : clock_(kNow), sealer_(random_, clock_) {
    EXPECT_TRUE(opener_.add(*key_).ok());
    auto made = sealer_.recipient(key_->certificate().bytes());
    EXPECT_TRUE(made.ok());
    recipient_ = *made;
  }

  Bytes seal(ByteView plain) {
    auto sealed = sealer_.seal(recipient_, {plain});
    EXPECT_TRUE(sealed.ok());
    return *sealed;
  }

  void expect_opens(ByteView sealed, ByteView plain) {
    const auto opened = opener_.open(sealed);
    ASSERT_TRUE(opened.ok()) << opened.error().message();
    EXPECT_EQ(to_bytes(*opened), to_bytes(plain));
  }

  Result<SecretKey> key_ = SecretKey::generate("Anna", "anna@nightmail.test", kNow);
  SystemRandom random_;
  ManualClock clock_;
  Sealer sealer_;
  Opener opener_;
  Recipient recipient_;
};

TEST_F(SealOpen, EverySizeOpensUnchanged) {
  for (const std::size_t size :
       {0,    1,    2,    15,   16,    17,    185,   186,   191,   192,     193,          600,
        8377, 8378, 8383, 8384, 16383, 16384, 16385, 65535, 65536, 1 << 20, (1 << 20) + 1}) {
    SCOPED_TRACE(size);
    const Bytes plain = random_bytes(size);
    expect_opens(seal(plain), plain);
  }
}

TEST_F(SealOpen, PartsAreJoined) {
  const std::string head = "Received: by mx.nightmail.test\r\n";
  const std::string body = "Subject: x\r\n\r\nHello\r\n";
  const auto sealed = sealer_.seal(recipient_, {as_bytes(head), ByteView(), as_bytes(body)});
  ASSERT_TRUE(sealed.ok());
  expect_opens(*sealed, as_bytes(head + body));
}

TEST_F(SealOpen, PairOpensBoth) {
  const Bytes message = random_bytes(5000);
  const Bytes summary = random_bytes(600);
  const auto pair = sealer_.seal_pair(recipient_, {message}, {summary});
  ASSERT_TRUE(pair.ok());
  expect_opens(pair->message, message);
  expect_opens(pair->summary, summary);
}

// Every key that RNP seals to, by the way that is not our own.
TEST_F(SealOpen, OtherAlgorithmsOpenToo) {
  for (const char* name : {"rsa", "p256"}) {
    SCOPED_TRACE(name);
    const std::string base = std::string("certificates/") + name;
    const auto key =
        SecretKey::parse(as_bytes(testing_support::read_testdata(base + ".secret.asc")), "", kNow);
    ASSERT_TRUE(key.ok()) << key.error().message();
    ASSERT_TRUE(opener_.add(*key).ok());
    const auto to = sealer_.recipient(as_bytes(testing_support::read_testdata(base + ".asc")));
    ASSERT_TRUE(to.ok()) << to.error().message();
    for (const std::size_t size : {0, 1, 600, 8384, 100000}) {
      const Bytes plain = random_bytes(size);
      const auto pair = sealer_.seal_pair(
          *to, {ByteView(plain).first(size / 2), ByteView(plain).subspan(size / 2)}, {plain});
      ASSERT_TRUE(pair.ok()) << pair.error().message();
      expect_opens(pair->message, plain);
      expect_opens(pair->summary, plain);
    }
  }
}

TEST_F(SealOpen, StrangersCannotOpen) {
  const auto other = SecretKey::generate("", "ben@nightmail.test", kNow);
  Opener stranger;
  ASSERT_TRUE(stranger.add(*other).ok());
  const Bytes sealed = seal(as_bytes("secret"));
  EXPECT_TRUE(stranger.open(sealed).error().is(OpenErrc::not_for_this_key));
  EXPECT_TRUE(Opener().open(sealed).error().is(OpenErrc::not_for_this_key));
}

TEST_F(SealOpen, OtherBytesAreNotOpenpgp) {
  for (const char* text : {"", "hello", "From: ben\r\n\r\nhi\r\n"})
    EXPECT_TRUE(opener_.open(as_bytes(text)).error().is(OpenErrc::not_openpgp)) << text;
}

// A literal packet that nobody encrypted would pass through RNP.
TEST_F(SealOpen, ClearMessagesAreRefused) {
  const std::string literal(
      "\xcb\x08"
      "b\0\0\0\0\0hi",
      10);
  EXPECT_TRUE(opener_.open(as_bytes(literal)).error().is(OpenErrc::not_protected));
}

// The same session key in a packet without modification detection (tag 9 instead of 18).
TEST_F(SealOpen, DowngradeToUnprotectedIsRefused) {
  Bytes sealed = seal(as_bytes("secret"));
  sealed[96] = 0xc9;
  sealed[97] = static_cast<std::uint8_t>(sealed[97] - 1);
  sealed.erase(sealed.begin() + 98);
  EXPECT_TRUE(opener_.open(sealed).error().is(OpenErrc::not_protected));
}

TEST_F(SealOpen, OutputIsBounded) {
  const Bytes sealed = seal(random_bytes(1000));
  EXPECT_TRUE(opener_.open(sealed, 1000).ok());
  EXPECT_TRUE(opener_.open(sealed, 999).error().is(OpenErrc::too_large));
}

// Octets that carry no information: the bit count of the ephemeral point's number, whose value is
// in its octets, and the top bit of the point, which X25519 ignores (RFC 7748 §5).
bool may_be_ignored(std::size_t octet, int bit) {
  constexpr std::size_t kBitCount = 2 + 1 + 8 + 1;
  return octet == kBitCount || octet == kBitCount + 1 ||
         (octet == kBitCount + 2 + 1 + 31 && bit == 7);
}

TEST_F(SealOpen, EveryFlippedBitIsFound) {
  const Bytes plain = to_bytes("Subject: hello\r\n\r\nHello\r\n");
  Bytes sealed = seal(plain);
  for (std::size_t octet = 0; octet < sealed.size(); ++octet) {
    for (int bit = 0; bit < 8; ++bit) {
      sealed[octet] = static_cast<std::uint8_t>(sealed[octet] ^ (1 << bit));
      const auto opened = opener_.open(sealed);
      if (may_be_ignored(octet, bit)) {
        EXPECT_TRUE(!opened.ok() || to_bytes(*opened) == plain) << octet << '.' << bit;
      } else {
        EXPECT_FALSE(opened.ok()) << octet << '.' << bit;
      }
      sealed[octet] = static_cast<std::uint8_t>(sealed[octet] ^ (1 << bit));
    }
  }
}

TEST_F(SealOpen, DamageIsToldFromStrangeKeys) {
  Bytes sealed = seal(random_bytes(100));
  sealed.back() ^= 1;
  EXPECT_TRUE(opener_.open(sealed).error().is(OpenErrc::damaged));
  sealed.back() ^= 1;
  sealed[50] ^= 1;
  EXPECT_FALSE(opener_.open(sealed).ok());
}

TEST_F(SealOpen, TruncationsAreFound) {
  const Bytes sealed = seal(random_bytes(300));
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_FALSE(opener_.open(ByteView(sealed).first(size)).ok()) << size;
}

TEST_F(SealOpen, OpenerCanBeUsedAfterErrors) {
  const Bytes plain = random_bytes(5000);
  const Bytes sealed = seal(plain);
  EXPECT_FALSE(opener_.open(ByteView(sealed).first(4000)).ok());
  expect_opens(sealed, plain);
}

}  // namespace
}  // namespace nightmail::pgp
