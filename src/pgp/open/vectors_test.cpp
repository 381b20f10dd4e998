// SPDX-License-Identifier: Apache-2.0
//
// testdata/sealed: messages that were sealed once, by us and by GnuPG, must open for ever.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "pgp/open/errors.h"
#include "pgp/open/opener.h"
#include "support/testdata.h"

namespace nightmail::pgp {
namespace {

std::string file(std::string_view name) {
  return testing_support::read_testdata("sealed/" + std::string(name));
}

boost::json::value manifest() {
  return boost::json::parse(file("manifest.json"));
}

SecretKey vector_key() {
  const std::string text = file(manifest().at("secret_key").as_string());
  auto key = SecretKey::parse(as_bytes(text), "", {1'795'500'000'000});
  NM_ASSERT(key.ok());
  return *std::move(key);
}

TEST(SealedVectors, KeyIsTheOneOfTheManifest) {
  EXPECT_EQ(vector_key().fingerprint(), manifest().at("fingerprint").as_string());
}

TEST(SealedVectors, AllOpen) {
  Opener opener;
  ASSERT_TRUE(opener.add(vector_key()).ok());
  const auto all = manifest();
  ASSERT_GE(all.at("messages").as_array().size(), 9U);
  for (const auto& entry : all.at("messages").as_array()) {
    SCOPED_TRACE(entry.at("name").as_string());
    const auto opened = opener.open(as_bytes(file(entry.at("sealed").as_string())));
    ASSERT_TRUE(opened.ok()) << opened.error().message();
    EXPECT_EQ(to_string(*opened), file(entry.at("plain").as_string()));
    EXPECT_EQ(opened->size(), entry.at("plain_size").to_number<std::size_t>());
  }
}

// 3 KB that open to 1.5 GB: given up at the limit, not at the end.
TEST(SealedVectors, BombIsBounded) {
  Opener opener;
  ASSERT_TRUE(opener.add(vector_key()).ok());
  const auto opened = opener.open(as_bytes(file("bomb.sealed")), std::size_t{1} << 20);
  ASSERT_FALSE(opened.ok());
  EXPECT_TRUE(opened.error().is(OpenErrc::too_large)) << opened.error().message();
}

}  // namespace
}  // namespace nightmail::pgp
