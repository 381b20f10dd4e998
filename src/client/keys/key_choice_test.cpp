// SPDX-License-Identifier: Apache-2.0
//
// The promises of docs/formats/peer-keys.md: pinned at first use, stopped when it changes.
#include "client/keys/key_choice.h"

#include <gtest/gtest.h>

#include "pgp/open/secret_key.h"
#include "support/testdata.h"

namespace nightmail::client {
namespace {

constexpr Timestamp kNow{1'795'622'400'000};
const std::string kBert = "bert@example.org";

pgp::Certificate new_certificate() {
  return pgp::SecretKey::generate("", kBert, {1'795'000'000'000}).value().certificate();
}

pgp::Certificate stored_certificate(const std::string& name) {
  return pgp::Certificate::parse(as_bytes(testing_support::read_testdata("certificates/" + name)),
                                 kNow)
      .value();
}

FoundKey found(const pgp::Certificate& certificate, KeySource source = KeySource::wkd) {
  return {certificate, source};
}

autocrypt::Learned learned(const pgp::Certificate& certificate, std::int64_t at = kNow.unix_ms) {
  return {{kBert, true, certificate.bytes()}, {at}};
}

TEST(KeyChoice, NothingKnownIsNoKey) {
  PeerKeys peers;
  EXPECT_EQ(choose_key(peers, kBert, {}, kNow).kind, KeyChoice::Kind::none);
}

TEST(KeyChoice, TheFirstUseIsPinned) {
  PeerKeys peers;
  const auto key = new_certificate();
  const KeyChoice choice = choose_key(peers, kBert, found(key), kNow);
  EXPECT_EQ(choice.kind, KeyChoice::Kind::usable);
  EXPECT_TRUE(choice.first_use);
  EXPECT_EQ(peers.current(kBert)->fingerprint, key.fingerprint());
  EXPECT_FALSE(choose_key(peers, kBert, found(key), kNow).first_use);
}

TEST(KeyChoice, AChangedKeyStopsUntilThePersonDecides) {
  PeerKeys peers;
  const auto first = new_certificate();
  const auto second = new_certificate();
  (void)choose_key(peers, kBert, found(first), kNow);
  const KeyChoice stop = choose_key(peers, kBert, found(second), kNow);
  EXPECT_EQ(stop.kind, KeyChoice::Kind::stopped);
  EXPECT_NE(stop.problem.find("keys accept bert@example.org"), std::string::npos);
  // It stays so when the other key is no longer shown.
  EXPECT_EQ(choose_key(peers, kBert, {}, kNow).kind, KeyChoice::Kind::stopped);
  EXPECT_EQ(choose_key(peers, kBert, found(first), kNow).kind, KeyChoice::Kind::usable);
}

TEST(KeyChoice, ARejectedKeyChangesNothing) {
  PeerKeys peers;
  const auto first = new_certificate();
  const auto second = new_certificate();
  (void)choose_key(peers, kBert, found(first), kNow);
  (void)choose_key(peers, kBert, found(second), kNow);
  PeerKey rejected = *peers.pending(kBert);
  rejected.trust = KeyTrust::rejected;
  peers.put(rejected);
  const KeyChoice choice = choose_key(peers, kBert, found(second), kNow);
  EXPECT_EQ(choice.kind, KeyChoice::Kind::usable);
  EXPECT_EQ(choice.certificate->fingerprint(), first.fingerprint());
}

TEST(KeyChoice, KeysOfNoUseAreNotUsed) {
  for (const char* name : {"expired.asc", "revoked.asc", "sign-only.asc", "expired-subkey.asc",
                           "revoked-subkey.asc", "elgamal.asc"}) {
    PeerKeys peers;
    const KeyChoice choice = choose_key(peers, kBert, found(stored_certificate(name)), kNow);
    EXPECT_EQ(choice.kind, KeyChoice::Kind::none) << name;
    EXPECT_FALSE(choice.problem.empty()) << name;
    EXPECT_EQ(peers.current(kBert), nullptr) << name;
  }
}

TEST(KeyChoice, APinnedKeyThatEndedStopsRatherThanFallsToClear) {
  PeerKeys peers;
  PeerKey key;
  const auto expired = stored_certificate("expired.asc");
  key.addresses = {kBert};
  key.fingerprint = expired.fingerprint();
  key.certificate = expired.bytes();
  peers.put(key);
  EXPECT_EQ(choose_key(peers, kBert, {}, kNow).kind, KeyChoice::Kind::stopped);
}

TEST(KeyChoice, WhatMailBroughtIsUsedWhenNothingBetterIsFound) {
  PeerKeys peers;
  const auto key = new_certificate();
  learn_key(peers, learned(key), "anna@nightmail.test", kNow);
  EXPECT_EQ(peers.current(kBert)->trust, KeyTrust::seen);
  const KeyChoice choice = choose_key(peers, kBert, {}, kNow);
  EXPECT_EQ(choice.kind, KeyChoice::Kind::usable);
  EXPECT_TRUE(choice.first_use);
  EXPECT_EQ(peers.current(kBert)->trust, KeyTrust::pinned);
}

TEST(KeyChoice, ADirectoryGoesBeforeWhatMailBrought) {
  PeerKeys peers;
  learn_key(peers, learned(new_certificate()), "anna@nightmail.test", kNow);
  const auto better = new_certificate();
  const KeyChoice choice = choose_key(peers, kBert, found(better), kNow);
  EXPECT_EQ(choice.certificate->fingerprint(), better.fingerprint());
  EXPECT_EQ(peers.all().size(), 1U);
}

TEST(LearnKey, ANewerMailReplacesAnOlder) {
  PeerKeys peers;
  const auto newer = new_certificate();
  learn_key(peers, learned(newer, 2'000), "", kNow);
  learn_key(peers, learned(new_certificate(), 1'000), "", kNow);
  EXPECT_EQ(peers.current(kBert)->fingerprint, newer.fingerprint());
  const auto newest = new_certificate();
  learn_key(peers, learned(newest, 3'000), "", kNow);
  EXPECT_EQ(peers.current(kBert)->fingerprint, newest.fingerprint());
}

TEST(LearnKey, NobodyCanStopMailByWritingOne) {
  PeerKeys peers;
  const auto pinned = new_certificate();
  (void)choose_key(peers, kBert, found(pinned), kNow);
  learn_key(peers, learned(new_certificate(), kNow.unix_ms + 1), "", kNow);
  EXPECT_EQ(peers.pending(kBert)->source, KeySource::autocrypt);
  const KeyChoice choice = choose_key(peers, kBert, {}, kNow);
  EXPECT_EQ(choice.kind, KeyChoice::Kind::usable);
  EXPECT_EQ(choice.certificate->fingerprint(), pinned.fingerprint());
}

TEST(LearnKey, NothingIsLearnedAboutOneself) {
  PeerKeys peers;
  learn_key(peers, learned(new_certificate()), kBert, kNow);
  EXPECT_TRUE(peers.all().empty());
}

TEST(LearnKey, ALimitedNumberIsKept) {
  PeerKeys peers;
  const auto certificate = new_certificate();
  for (std::size_t i = 0; i < PeerKeys::kMaxSeen + 20; ++i) {
    autocrypt::Learned one = learned(certificate, static_cast<std::int64_t>(1000 + i));
    one.header.address = "p" + std::to_string(i) + "@example.org";
    learn_key(peers, one, "", kNow);
  }
  EXPECT_EQ(peers.all().size(), PeerKeys::kMaxSeen);
  EXPECT_EQ(peers.current("p0@example.org"), nullptr);
}

TEST(KeyChoice, UserIdsAreCompared) {
  const auto key = new_certificate();
  EXPECT_TRUE(has_user_id(key, kBert));
  EXPECT_FALSE(has_user_id(key, "eve@example.org"));
}

}  // namespace
}  // namespace nightmail::client
