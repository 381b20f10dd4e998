// SPDX-License-Identifier: Apache-2.0
// The vectors of RFC 9497 appendix A.1.1, and what the group must refuse.
#include "crypto/oprf.h"

#include <gtest/gtest.h>

#include "crypto/errors.h"
#include "support/scripted_random.h"
#include "support/vector_file.h"

namespace nightmail::crypto::oprf {
namespace {

using testing_support::hex_at;
using testing_support::read_json;
using testing_support::text_at;

// The group order, little-endian: 2^252 + 27742317777372353535851937790883648493.
constexpr std::string_view kOrder =
    "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

boost::json::value oprf_suite() {
  const auto suites = read_json("opaque/voprf-rfc9497.json");
  for (const auto& suite : suites.as_array()) {
    if (text_at(suite, "identifier") == "ristretto255-SHA512" && suite.at("mode").as_int64() == 0) {
      return suite;
    }
  }
  return nullptr;
}

TEST(Oprf, DerivesTheKeyOfRfc9497) {
  const auto suite = oprf_suite();
  const Scalar key = derive_private_key(hex_at(suite, "seed"), hex_at(suite, "keyInfo"));
  EXPECT_EQ(hex_encode(key.expose()), text_at(suite, "skSm"));
}

TEST(Oprf, ReproducesTheVectorsOfRfc9497) {
  const auto suite = oprf_suite();
  const auto key = parse_scalar(hex_at(suite, "skSm"));
  ASSERT_TRUE(key.ok());
  ASSERT_EQ(suite.at("vectors").as_array().size(), 2U);
  for (const auto& vector : suite.at("vectors").as_array()) {
    const Bytes input = hex_at(vector, "Input");
    testing_support::ScriptedRandom random(hex_at(vector, "Blind"));
    const Scalar secret = random_scalar(random);
    const auto blinded = blind(input, secret);
    ASSERT_TRUE(blinded.ok());
    EXPECT_EQ(hex_encode(*blinded), text_at(vector, "BlindedElement"));
    const auto evaluated = blind_evaluate(*key, *blinded);
    ASSERT_TRUE(evaluated.ok());
    EXPECT_EQ(hex_encode(*evaluated), text_at(vector, "EvaluationElement"));
    const auto output = finalize(input, secret, *evaluated);
    ASSERT_TRUE(output.ok());
    EXPECT_EQ(hex_encode(output->expose()), text_at(vector, "Output"));
  }
}

TEST(Oprf, RefusesBadElements) {
  const Bytes identity(32);
  const Bytes above_field_prime(32, 0xff);
  Bytes negative(32);  // canonical encodings are even
  negative[0] = 1;
  const Element good = public_key_of(*parse_scalar(hex_at(oprf_suite(), "skSm")));
  EXPECT_TRUE(parse_element(good).ok());
  EXPECT_TRUE(parse_element(identity).error().is(Errc::bad_element));
  EXPECT_TRUE(parse_element(above_field_prime).error().is(Errc::bad_element));
  EXPECT_TRUE(parse_element(negative).error().is(Errc::bad_element));
  EXPECT_TRUE(parse_element(ByteView(good).first(31)).error().is(Errc::bad_element));
}

TEST(Oprf, RefusesScalarsOutOfRange) {
  Bytes order = *hex_decode(kOrder);
  EXPECT_FALSE(parse_scalar(order).ok());
  EXPECT_FALSE(parse_scalar(Bytes(32)).ok());
  EXPECT_FALSE(parse_scalar(Bytes(31, 1)).ok());
  order[0] -= 1;
  EXPECT_TRUE(parse_scalar(order).ok());
}

TEST(Oprf, RandomScalarSkipsWhatIsNoScalar) {
  Bytes script = *hex_decode(kOrder);
  append(script, Bytes(32));
  append(script, Bytes(32, 0x07));
  testing_support::ScriptedRandom random(script);
  const Scalar scalar = random_scalar(random);
  EXPECT_TRUE(random.used_up());
  EXPECT_EQ(to_bytes(scalar.expose()), Bytes(32, 0x07));
}

TEST(Oprf, RefusesInputsTooLongToCount) {
  const auto key = parse_scalar(Bytes(32, 0x07));
  EXPECT_TRUE(blind(Bytes(65535), *key).ok());
  EXPECT_TRUE(blind(Bytes(65536), *key).error().is(Errc::bad_length));
}

}  // namespace
}  // namespace nightmail::crypto::oprf
