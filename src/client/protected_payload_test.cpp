// SPDX-License-Identifier: Apache-2.0
#include "client/protected_payload.h"

#include <gtest/gtest.h>

#include "client/errors.h"
#include "client/protected_message.h"
#include "crypto/protected_message.h"
#include "support/vector_file.h"

namespace nightmail::client {
namespace {

using testing_support::hex_at;
using testing_support::text_at;

const boost::json::value& vectors() {
  static const boost::json::value all = testing_support::read_json("protected/protected.json");
  return all;
}

TEST(ProtectedPayload, PaddedAsInTheVectors) {
  for (const auto& pair : vectors().at("padded_sizes").as_array()) {
    const auto size = static_cast<std::size_t>(pair.at(0).as_int64());
    EXPECT_EQ(padded_size(size), static_cast<std::size_t>(pair.at(1).as_int64())) << size;
    EXPECT_EQ(padded_size(padded_size(size)), padded_size(size));
  }
}

TEST(ProtectedPayload, ReadsTheVectors) {
  for (const auto& vector : vectors().at("messages").as_array()) {
    const auto keys = crypto::protected_keys(as_bytes(text_at(vector, "password")),
                                             hex_at(vector, "salt"), hex_at(vector, "link_secret"));
    const auto plain =
        crypto::open_protected(keys->message, hex_at(vector, "salt"), hex_at(vector, "sealed"));
    ASSERT_TRUE(plain.ok());
    const auto payload = read_protected_payload(*plain);
    ASSERT_TRUE(payload.ok());
    EXPECT_EQ(as_text(payload->message), text_at(vector, "message"));
    EXPECT_EQ(payload->to.front(), "bob@example.org");
    const bool answer = text_at(vector, "head").find("answerTo") != std::string_view::npos;
    EXPECT_EQ(payload->answer_certificate, answer ? Bytes({1, 2, 3, 4}) : Bytes());
  }
}

TEST(ProtectedPayload, WhatIsWrittenIsRead) {
  ProtectedPayload payload;
  payload.from = "änne@a.test";
  payload.to = {"b@b.test", "c@c.test"};
  payload.answer_certificate = Bytes(300, 5);
  payload.message.assign(70'000, 'x');
  const auto plain = write_protected_payload(payload);
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain->size(), padded_size(plain->size()));
  const auto again = read_protected_payload(*plain);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->from, payload.from);
  EXPECT_EQ(again->to, payload.to);
  EXPECT_EQ(again->answer_certificate, payload.answer_certificate);
  EXPECT_EQ(again->message, payload.message);
}

bool reads(std::string_view bytes) {
  return read_protected_payload(as_bytes(bytes)).ok();
}

TEST(ProtectedPayload, BrokenOnesAreRefused) {
  using std::string_literals::operator""s;
  EXPECT_TRUE(reads("\0\0\0\x1c{\"v\":1,\"from\":\"a@a\",\"to\":[]}\0\0\0\2hi\0\0"s));
  EXPECT_FALSE(reads("\0\0\0\x1c{\"v\":2,\"from\":\"a@a\",\"to\":[]}\0\0\0\2hi\0\0"s));
  EXPECT_FALSE(reads("\0\0\0\x1c{\"v\":1,\"from\":\"a@a\",\"to\":[]}\0\0\0\2hi\0\1"s));
  EXPECT_FALSE(reads("\0\0\0\x1c{\"v\":1,\"from\":\"a@a\",\"to\":[]}\0\0\0\3hi"s));
  EXPECT_FALSE(reads("\0\0\0\x1b{\"v\":1,\"from\":\"a@a\",\"to\":1}\0\0\0\2hi"s));
  EXPECT_FALSE(reads("\xff\xff\xff\xff{}"s));
  EXPECT_FALSE(reads(""));
}

TEST(ProtectedPayload, BeyondTheLimitItIsRefused) {
  ProtectedPayload payload;
  payload.message.resize(kMaxProtectedMessage + 1);
  EXPECT_TRUE(write_protected_payload(payload).error().is(Errc::bad_input));
}

TEST(ProtectedLink, WholeLinksOnly) {
  const auto link = parse_link("https://mail.example/base/m/pAbc-_#AAECAwQFBgcICQoLDA0ODw");
  ASSERT_TRUE(link.ok());
  EXPECT_EQ(link->server, "https://mail.example/base");
  EXPECT_EQ(link->id, "pAbc-_");
  EXPECT_EQ(link->secret.size(), 16U);
  for (const char* broken :
       {"", "https://a.test/m/p1", "https://a.test/m/p1#", "https://a.test/m/#AA",
        "https://a.test/m/p1#AAECAwQFBgcICQoLDA0O", "https://a.test/m/p/1#AAECAwQFBgcICQoLDA0ODw",
        "https://a.test/p1#AAECAwQFBgcICQoLDA0ODw"}) {
    EXPECT_FALSE(parse_link(broken).ok()) << broken;
  }
}

}  // namespace
}  // namespace nightmail::client
