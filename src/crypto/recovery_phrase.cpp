// SPDX-License-Identifier: Apache-2.0
#include "crypto/recovery_phrase.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "crypto/errors.h"
#include "crypto/hash.h"
#include "crypto/word_list.h"

namespace nightmail::crypto {
namespace {

constexpr std::size_t kBitsPerWord = 11;
constexpr std::size_t kLongestWord = 8;
constexpr std::size_t kEnoughLetters = 4;

// 24 words of 11 bits: the entropy and the first byte of its SHA-256.
using Coded = Secret<std::array<std::uint8_t, 33>>;
static_assert(sizeof(std::array<std::uint8_t, 33>) * 8 == kPhraseWords * kBitsPerWord);

Coded with_checksum(const SecretKey32& entropy) {
  Coded coded;
  std::copy(entropy.expose().begin(), entropy.expose().end(), coded.expose().begin());
  coded.expose()[32] = sha256(entropy.expose())[0];
  return coded;
}

std::size_t word_index(const Coded& coded, std::size_t word) {
  std::size_t index = 0;
  for (std::size_t bit = word * kBitsPerWord; bit < (word + 1) * kBitsPerWord; ++bit) {
    index = index << 1 | (coded.expose()[bit / 8] >> (7 - bit % 8) & 1U);
  }
  return index;
}

void set_word(Coded& coded, std::size_t word, std::size_t index) {
  for (std::size_t i = 0; i < kBitsPerWord; ++i) {
    const std::size_t bit = word * kBitsPerWord + i;
    const std::size_t value = index >> (kBitsPerWord - 1 - i) & 1U;
    coded.expose()[bit / 8] |= static_cast<std::uint8_t>(value << (7 - bit % 8));
  }
}

// Whether this byte belongs to a word. Bytes above ASCII do, so that "é" makes a word unknown
// instead of cutting it into two.
bool is_word_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// The next word in lower case, cut at one letter more than the longest; empty at the end of `rest`.
SecretBytes next_word(std::string_view& rest) {
  const auto begin = std::find_if(rest.begin(), rest.end(), is_word_byte);
  const auto end = std::find_if_not(begin, rest.end(), is_word_byte);
  const auto kept = std::min<std::size_t>(static_cast<std::size_t>(end - begin), kLongestWord + 1);
  PlainBytes word(kept);
  std::transform(begin, begin + static_cast<std::ptrdiff_t>(kept), word.begin(), lower);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.begin()));
  return SecretBytes(std::move(word));
}

// The index of the word, or of the only one that begins so; the list's size if there is none.
std::size_t look_up(std::string_view word) {
  const auto found = std::lower_bound(kWordList.begin(), kWordList.end(), word);
  const bool known =
      found != kWordList.end() &&
      (*found == word || (word.size() >= kEnoughLetters && found->starts_with(word)));
  return known ? static_cast<std::size_t>(found - kWordList.begin()) : kWordList.size();
}

Error wrong_length(std::size_t words) {
  return Error(Errc::phrase_length, "a recovery phrase has " + std::to_string(kPhraseWords) +
                                        " words; this has " + std::to_string(words));
}

std::size_t count_words(std::string_view text) {
  std::size_t count = 0;
  while (!next_word(text).expose().empty()) ++count;
  return count;
}

}  // namespace

std::array<std::string_view, kPhraseWords> phrase_words(const SecretKey32& entropy) {
  const Coded coded = with_checksum(entropy);
  std::array<std::string_view, kPhraseWords> words;
  for (std::size_t i = 0; i < kPhraseWords; ++i) words[i] = kWordList[word_index(coded, i)];
  return words;
}

SecretBytes phrase_text(const SecretKey32& entropy) {
  PlainBytes text;
  for (const std::string_view word : phrase_words(entropy)) {
    if (!text.empty()) text.push_back(' ');
    append(text, as_bytes(word));
  }
  return SecretBytes(std::move(text));
}

Result<SecretKey32> parse_phrase(std::string_view text) {
  if (text.size() > kMaxPhraseText) {
    return Error(Errc::phrase_length, "a recovery phrase is never that long");
  }
  const std::size_t count = count_words(text);
  if (count != kPhraseWords) return wrong_length(count);
  Coded coded;
  for (std::size_t i = 0; i < kPhraseWords; ++i) {
    const SecretBytes word = next_word(text);
    const std::size_t index = look_up(as_text(word.expose()));
    if (index == kWordList.size()) {
      return Error(Errc::phrase_word_unknown,
                   "word " + std::to_string(i + 1) + " is not in the word list");
    }
    set_word(coded, i, index);
  }
  SecretKey32 entropy;
  std::copy_n(coded.expose().begin(), entropy.expose().size(), entropy.expose().begin());
  if (with_checksum(entropy).expose() != coded.expose()) {
    return Error(Errc::phrase_checksum,
                 "every word is in the list, but they are not one phrase: a word is wrong or "
                 "out of order");
  }
  return entropy;
}

}  // namespace nightmail::crypto
