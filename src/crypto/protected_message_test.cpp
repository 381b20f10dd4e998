// SPDX-License-Identifier: Apache-2.0
//
// The vectors were made in JavaScript by other libraries (hash-wasm, @noble).
#include "crypto/protected_message.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "crypto/errors.h"
#include "crypto/hash.h"
#include "support/testdata.h"
#include "support/vector_file.h"

namespace nightmail::crypto {
namespace {
using testing_support::hex_at;
using testing_support::text_at;

const boost::json::array& vectors() {
  static const boost::json::value all = testing_support::read_json("protected/protected.json");
  return all.at("messages").as_array();
}

SecretKey32 key_at(const boost::json::value& vector, std::string_view name) {
  std::array<std::uint8_t, 32> key{};
  const Bytes bytes = hex_at(vector, name);
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return SecretKey32(key);
}

TEST(ProtectedMessage, KeysOfTheVectors) {
  for (const auto& vector : vectors()) {
    const auto keys = protected_keys(as_bytes(text_at(vector, "password")), hex_at(vector, "salt"),
                                     hex_at(vector, "link_secret"));
    ASSERT_TRUE(keys.ok());
    EXPECT_EQ(to_bytes(keys->proof.expose()), hex_at(vector, "proof"));
    EXPECT_EQ(to_bytes(keys->message.expose()), hex_at(vector, "key"));
    EXPECT_EQ(to_bytes(sha256(keys->proof.expose())), hex_at(vector, "proof_hash"));
  }
}

TEST(ProtectedMessage, OpensTheVectors) {
  for (const auto& vector : vectors()) {
    const auto plain =
        open_protected(key_at(vector, "key"), hex_at(vector, "salt"), hex_at(vector, "sealed"));
    ASSERT_TRUE(plain.ok());
    const auto size = static_cast<std::size_t>(vector.at("payload_size").as_int64());
    EXPECT_EQ(plain->size(), size);
    EXPECT_NE(as_text(*plain).find(text_at(vector, "message")), std::string_view::npos);
  }
}

TEST(ProtectedMessage, SealsWhatItOpens) {
  SystemRandom random;
  const SecretKey32 key(std::array<std::uint8_t, 32>{1});
  const Bytes salt(16, 2), plain(1024, 3);
  const Bytes sealed = seal_protected(key, salt, plain, random);
  EXPECT_EQ(to_bytes(*open_protected(key, salt, sealed)), plain);
  // Bound to its salt.
  EXPECT_TRUE(open_protected(key, Bytes(16, 4), sealed).error().is(Errc::open_failed));
}

TEST(ProtectedMessage, EachPartCounts) {
  const Bytes salt(16, 2), link(16, 3);
  const auto keys = protected_keys(as_bytes("password"), salt, link);
  ASSERT_TRUE(keys.ok());
  for (const auto& other : {protected_keys(as_bytes("passwore"), salt, link),
                            protected_keys(as_bytes("password"), Bytes(16, 9), link),
                            protected_keys(as_bytes("password"), salt, Bytes(16, 9))}) {
    EXPECT_NE(other->proof.expose(), keys->proof.expose());
    EXPECT_NE(other->message.expose(), keys->message.expose());
  }
  EXPECT_NE(keys->proof.expose(), keys->message.expose());
  EXPECT_TRUE(protected_keys({}, salt, link).error().is(Errc::bad_length));
  EXPECT_TRUE(protected_keys(salt, Bytes(15), link).error().is(Errc::bad_length));
  EXPECT_TRUE(protected_keys(salt, salt, Bytes(17)).error().is(Errc::bad_length));
}

}  // namespace
}  // namespace nightmail::crypto
