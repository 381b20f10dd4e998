// SPDX-License-Identifier: Apache-2.0
// The published BIP-39 vectors of 256 bits, and what people make of a phrase when they type it.
#include "crypto/recovery_phrase.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/random.h"
#include "crypto/encoding.h"
#include "crypto/errors.h"
#include "crypto/word_list.h"

namespace nightmail::crypto {
namespace {

struct Vector {
  std::string_view entropy;
  std::string_view phrase;
};

constexpr Vector kVectors[] = {
    {"0000000000000000000000000000000000000000000000000000000000000000",
     "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
     "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
     "abandon art"},
    {"7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
     "legal winner thank year wave sausage worth useful legal winner thank year wave sausage "
     "worth useful legal winner thank year wave sausage worth title"},
    {"8080808080808080808080808080808080808080808080808080808080808080",
     "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount "
     "doctor acoustic avoid letter advice cage absurd amount doctor acoustic bless"},
    {"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
     "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo "
     "vote"},
    {"68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c",
     "hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy "
     "gospel tennis maple dilemma loan word shrug inflict delay length"},
    {"9f6a2878b2520799a44ef18bc7df394e7061a224d2c33cd015b157d746869863",
     "panda eyebrow bullet gorilla call smoke muffin taste mesh discover soft ostrich alcohol "
     "speed nation flash devote level hobby quick inner drive ghost inside"},
    {"066dca1a2bb7e8a1db2832148ce9933eea0f3ac9548d793112d9a95c9407efad",
     "all hour make first leader extend hole alien behind guard gospel lava path output census "
     "museum junior mass reopen famous sing advance salt reform"},
    {"f585c11aec520db57dd353c69554b21a89b20fb0650966fa0a9d6f74fd989d8f",
     "void come effort suffer camp survey warrior heavy shoot primary clutch crush open amazing "
     "screen patrol group space point ten exist slush involve unfold"},
};

SecretKey32 entropy_of(const Vector& vector) {
  SecretKey32 entropy;
  const auto bytes = hex_decode(vector.entropy);
  std::copy(bytes->begin(), bytes->end(), entropy.expose().begin());
  return entropy;
}

// The phrase with each word changed by `change(position, word)`, joined by `separator`.
template <class Change>
std::string rewritten(const Vector& vector, std::string_view separator, Change change) {
  std::string text;
  const auto words = phrase_words(entropy_of(vector));
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += change(i, std::string(words[i]));
    text += separator;
  }
  return text;
}

void expect_parses(const std::string& text, const Vector& vector) {
  const auto entropy = parse_phrase(text);
  ASSERT_TRUE(entropy.ok()) << entropy.error().message();
  EXPECT_EQ(hex_encode(entropy->expose()), vector.entropy);
}

TEST(RecoveryPhrase, MatchesThePublishedVectors) {
  for (const auto& vector : kVectors) {
    EXPECT_EQ(as_text(phrase_text(entropy_of(vector)).expose()), vector.phrase);
    expect_parses(std::string(vector.phrase), vector);
  }
}

TEST(RecoveryPhrase, EverySecretComesBack) {
  SystemRandom random;
  for (int i = 0; i < 200; ++i) {
    const SecretKey32 entropy(random.array<32>());
    const auto text = phrase_text(entropy);
    const auto back = parse_phrase(as_text(text.expose()));
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back->expose(), entropy.expose());
  }
}

TEST(RecoveryPhrase, AcceptsWhatPeopleType) {
  for (const auto& vector : kVectors) {
    expect_parses(rewritten(vector, "\r\n \t",
                            [](std::size_t, std::string word) {
                              std::transform(word.begin(), word.end(), word.begin(), ::toupper);
                              return word;
                            }),
                  vector);
    expect_parses(rewritten(vector, " ",
                            [](std::size_t, const std::string& word) { return word.substr(0, 4); }),
                  vector);
    expect_parses(rewritten(vector, ",\n",
                            [](std::size_t i, const std::string& word) {
                              return std::to_string(i + 1) + ". " + word;
                            }),
                  vector);
  }
}

TEST(RecoveryPhrase, NamesThePositionOfAnUnknownWordAndNotTheWord) {
  for (const std::string bad :
       {"hamsterx", "abstractx", "xyzzy", "ham", "h\xC3\xA9mster", "abandonabandon"}) {
    const auto text = rewritten(kVectors[4], " ", [&](std::size_t i, const std::string& word) {
      return i == 6 ? bad : word;
    });
    const auto result = parse_phrase(text);
    ASSERT_FALSE(result.ok()) << bad;
    EXPECT_TRUE(result.error().is(Errc::phrase_word_unknown)) << bad;
    EXPECT_NE(result.error().context().find("word 7 "), std::string::npos);
    EXPECT_EQ(result.error().context().find(bad), std::string::npos);
  }
}

TEST(RecoveryPhrase, SeesAWrongOrSwappedWord) {
  const auto wrong = rewritten(kVectors[4], " ", [](std::size_t i, const std::string& word) {
    return i == 6 ? "abandon" : word;
  });
  EXPECT_TRUE(parse_phrase(wrong).error().is(Errc::phrase_checksum));
  const auto words = phrase_words(entropy_of(kVectors[4]));
  const auto swapped = rewritten(kVectors[4], " ", [&](std::size_t i, const std::string& word) {
    return i < 2 ? std::string(words[1 - i]) : word;
  });
  EXPECT_TRUE(parse_phrase(swapped).error().is(Errc::phrase_checksum));
}

TEST(RecoveryPhrase, CountsWords) {
  const std::string phrase(kVectors[4].phrase);
  EXPECT_TRUE(parse_phrase("").error().is(Errc::phrase_length));
  EXPECT_TRUE(parse_phrase(phrase + " zoo").error().is(Errc::phrase_length));
  const auto shorter = parse_phrase(phrase.substr(0, phrase.rfind(' ')));
  EXPECT_TRUE(shorter.error().is(Errc::phrase_length));
  EXPECT_NE(shorter.error().context().find("23"), std::string::npos);
  EXPECT_TRUE(parse_phrase(std::string(5000, ' ') + phrase).error().is(Errc::phrase_length));
}

TEST(WordList, IsSortedAndToldApartByFourLetters) {
  EXPECT_TRUE(std::is_sorted(kWordList.begin(), kWordList.end()));
  const auto same_start = [](std::string_view a, std::string_view b) {
    return a.substr(0, 4) == b.substr(0, 4);
  };
  EXPECT_EQ(std::adjacent_find(kWordList.begin(), kWordList.end(), same_start), kWordList.end());
}

}  // namespace
}  // namespace nightmail::crypto
