// SPDX-License-Identifier: Apache-2.0
// The vector of draft-irtf-cfrg-xchacha-03 appendix A.3.1, and what must not open.
#include "crypto/aead.h"

#include <gtest/gtest.h>

#include <numeric>

#include "crypto/encoding.h"
#include "crypto/errors.h"
#include "support/scripted_random.h"

namespace nightmail::crypto {
namespace {

constexpr std::string_view kPlaintext =
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
    "sunscreen would be it.";

SecretKey32 draft_key() {
  SecretKey32 key;
  std::iota(key.expose().begin(), key.expose().end(), std::uint8_t{0x80});
  return key;
}

TEST(Aead, MatchesTheDraftsVector) {
  testing_support::CountingRandom nonce(0x40);
  const auto ad = hex_decode("50515253c0c1c2c3c4c5c6c7");
  const Bytes sealed = aead_seal(draft_key(), as_bytes(kPlaintext), *ad, nonce);
  EXPECT_EQ(hex_encode(sealed),
            "404142434445464748494a4b4c4d4e4f5051525354555657"
            "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
            "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
            "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
            "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49");
  const auto opened = aead_open(draft_key(), sealed, *ad);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(as_text(*opened), kPlaintext);
}

TEST(Aead, SealsAndOpensNothingAtAll) {
  SystemRandom random;
  const Bytes sealed = aead_seal(draft_key(), {}, {}, random);
  EXPECT_EQ(sealed.size(), kAeadOverhead);
  const auto opened = aead_open(draft_key(), sealed, {});
  ASSERT_TRUE(opened.ok());
  EXPECT_TRUE(opened->empty());
}

TEST(Aead, RefusesAlteredBytesKeyOrAssociatedData) {
  SystemRandom random;
  const Bytes sealed = aead_seal(draft_key(), as_bytes("text"), as_bytes("ad"), random);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes altered = sealed;
    altered[i] ^= 1;
    EXPECT_TRUE(aead_open(draft_key(), altered, as_bytes("ad")).error().is(Errc::open_failed)) << i;
  }
  EXPECT_FALSE(aead_open(draft_key(), sealed, as_bytes("aD")).ok());
  EXPECT_FALSE(aead_open(SecretKey32(), sealed, as_bytes("ad")).ok());
  EXPECT_TRUE(aead_open(draft_key(), ByteView(sealed).first(39), {}).error().is(Errc::bad_length));
}

}  // namespace
}  // namespace nightmail::crypto
