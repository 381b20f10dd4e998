// SPDX-License-Identifier: Apache-2.0
#include "crypto/token.h"

#include <gtest/gtest.h>

#include <string>

#include "crypto/encoding.h"
#include "crypto/errors.h"
#include "support/scripted_random.h"

namespace nightmail::crypto {
namespace {

TEST(Token, LooksAsDocumentedAndIsFoundByItsHash) {
  testing_support::CountingRandom random;
  const Token token = new_token(random);
  const auto text = as_text(token.text.expose());
  EXPECT_EQ(text, "nm_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
  EXPECT_EQ(text.size(), kTokenSize);
  EXPECT_EQ(token.hash, sha256(as_bytes(text)));
  const auto hash = token_hash(text);
  ASSERT_TRUE(hash.ok());
  EXPECT_EQ(*hash, token.hash);
}

TEST(Token, TwoAreNeverEqual) {
  SystemRandom random;
  EXPECT_NE(new_token(random).hash, new_token(random).hash);
}

TEST(Token, RefusesWhatCannotBeOne) {
  const std::string good = "nm_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
  ASSERT_TRUE(token_hash(good).ok());
  for (const std::string& bad :
       {std::string(), std::string("nm_"), good + "A", good.substr(1), "xm_" + good.substr(3),
        good.substr(0, 45) + "=", good.substr(0, 45) + "9", std::string(1000, 'A')}) {
    const auto result = token_hash(bad);
    ASSERT_FALSE(result.ok()) << bad;
    EXPECT_TRUE(result.error().is(Errc::bad_token));
  }
}

}  // namespace
}  // namespace nightmail::crypto
