// SPDX-License-Identifier: Apache-2.0
#include "client/keys/peer_key.h"

#include <gtest/gtest.h>

#include "support/testdata.h"

namespace nightmail::client {
namespace {

PeerKey sample() {
  PeerKey key;
  key.addresses = {"bert@example.org", "bert@xn--bcher-kva.example"};
  key.fingerprint = "0123456789ABCDEF0123456789ABCDEF01234567";
  key.certificate = {0x98, 0x33, 0x04};
  key.source = KeySource::wkd;
  key.trust = KeyTrust::pinned;
  key.first_seen = {1'795'622'400'000};
  key.last_seen = {1'795'622'500'000};
  key.prefers_encryption = true;
  return key;
}

TEST(PeerKey, WhatIsWrittenIsRead) {
  const auto read = peer_key_from_json(as_bytes(to_json(sample())));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, sample());
}

TEST(PeerKey, TheVectorIsWhatOthersRead) {
  const std::string vector = testing_support::read_testdata("compose/peer-key.json");
  EXPECT_EQ(to_json(sample()) + "\n", vector);
  EXPECT_EQ(peer_key_from_json(as_bytes(vector)).value(), sample());
}

TEST(PeerKey, BadInputIsAnError) {
  const std::string good = to_json(sample());
  const auto with = [&](const std::string& old, const std::string& other) {
    std::string text = good;
    text.replace(text.find(old), old.size(), other);
    return peer_key_from_json(as_bytes(text)).ok();
  };
  EXPECT_TRUE(with("\"v\":1", "\"new\":[],\"v\":1"));
  EXPECT_FALSE(with("\"v\":1", "\"v\":2"));
  EXPECT_FALSE(with("\"wkd\"", "\"rumour\""));
  EXPECT_FALSE(with("\"pinned\"", "7"));
  EXPECT_FALSE(with("bert@example.org", "bert example.org"));
  EXPECT_FALSE(with("0123456789ABCDEF0123", "0123456789abcdef0123"));
  EXPECT_FALSE(with("\"mDME\"", "\"m!!E\""));
  EXPECT_FALSE(peer_key_from_json(as_bytes("[]")).ok());
  EXPECT_FALSE(peer_key_from_json(as_bytes(std::string(kMaxPeerKeyJson + 1, ' '))).ok());
}

TEST(PeerKey, AddressesAreComparedInCanonicalForm) {
  EXPECT_EQ(canonical_address("Bert@Example.ORG").value(), "bert@example.org");
  EXPECT_EQ(canonical_address("bert@BÜCHER.example").value(), "bert@xn--bcher-kva.example");
  EXPECT_EQ(canonical_address("jürgen@example.org").value(), "jürgen@example.org");
  EXPECT_FALSE(canonical_address("bert").ok());
}

TEST(PeerKey, FingerprintsAreReadInGroups) {
  EXPECT_EQ(readable_fingerprint(sample().fingerprint),
            "0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567");
}

}  // namespace
}  // namespace nightmail::client
