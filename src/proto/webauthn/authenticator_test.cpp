// SPDX-License-Identifier: Apache-2.0
//
// testdata/webauthn was made with Python's cryptography.
#include "proto/webauthn/authenticator.h"

#include <gtest/gtest.h>

#include "proto/webauthn/errors.h"
#include "support/vector_file.h"

namespace nightmail::webauthn {
namespace {

using testing_support::hex_at;
using testing_support::text_at;

constexpr const char* kSite = "mail.example";

const boost::json::array& vectors() {
  static const boost::json::value all = testing_support::read_json("webauthn/webauthn.json");
  return all.as_array();
}

Credential credential_of(const boost::json::value& vector) {
  return *read_attestation(hex_at(vector, "attestation_object"), kSite);
}

// The error's name, or the sign count.
std::string verdict(const boost::json::value& vector, const Bytes& data, const Bytes& client_data,
                    const Bytes& signature) {
  const auto count =
      verify_assertion({data, client_data, signature}, credential_of(vector).key, kSite);
  return count.ok() ? std::to_string(*count) : std::string(count.error().name());
}

TEST(Authenticator, EnrolsBothKinds) {
  for (const auto& vector : vectors()) {
    const auto credential = read_attestation(hex_at(vector, "attestation_object"), kSite);
    ASSERT_TRUE(credential.ok()) << credential.error().message();
    EXPECT_EQ(credential->id, hex_at(vector, "credential_id"));
    const auto stored = from_stored(to_stored(credential->key));
    ASSERT_TRUE(stored.ok());
    EXPECT_EQ(stored->octets, credential->key.octets);
    EXPECT_EQ(stored->kind == KeyKind::es256, text_at(vector, "name") == "es256");
  }
}

TEST(Authenticator, AssertionsVerify) {
  for (const auto& vector : vectors()) {
    const Bytes data = hex_at(vector, "authenticator_data");
    const Bytes client = hex_at(vector, "client_data");
    const Bytes signature = hex_at(vector, "signature");
    EXPECT_EQ(verdict(vector, data, client, signature),
              std::to_string(vector.at("sign_count").as_int64()));
    Bytes other = client;
    other.back() ^= 1;
    EXPECT_EQ(verdict(vector, data, other, signature), "webauthn.bad_signature");
    other = data;
    other.back() ^= 1;
    EXPECT_EQ(verdict(vector, other, client, signature), "webauthn.bad_signature");
    other = signature;
    other.back() ^= 1;
    EXPECT_EQ(verdict(vector, data, client, other), "webauthn.bad_signature");
    EXPECT_EQ(verdict(vector, data, client, {}), "webauthn.bad_signature");
  }
}

TEST(Authenticator, AnotherSitesAreRefused) {
  const auto& vector = vectors().front();
  const Bytes attestation = hex_at(vector, "attestation_object");
  EXPECT_TRUE(read_attestation(attestation, "evil.example").error().is(Errc::wrong_site));
  Bytes data = hex_at(vector, "authenticator_data");
  data[0] ^= 1;
  EXPECT_EQ(verdict(vector, data, {}, {}), "webauthn.wrong_site");
}

TEST(Authenticator, SomebodyMustBeThere) {
  const auto& vector = vectors().front();
  Bytes data = hex_at(vector, "authenticator_data");
  data[32] = 0x04;
  EXPECT_EQ(verdict(vector, data, {}, {}), "webauthn.not_present");
}

TEST(Authenticator, CutShortItIsMalformed) {
  for (const auto& vector : vectors()) {
    const Bytes whole = hex_at(vector, "attestation_object");
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_FALSE(read_attestation(ByteView(whole).first(size), kSite).ok()) << size;
    }
  }
}

TEST(Authenticator, APointOffTheCurveIsNoKey) {
  Bytes attestation = hex_at(vectors().front(), "attestation_object");
  attestation.back() ^= 1;  // the last octet of y
  EXPECT_TRUE(read_attestation(attestation, kSite).error().is(Errc::malformed));
}

}  // namespace
}  // namespace nightmail::webauthn
