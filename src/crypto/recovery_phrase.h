// SPDX-License-Identifier: Apache-2.0
//
// The recovery phrase: 32 random bytes as 24 English words (BIP-39 with 256 bits of entropy; the
// last 8 bits are a checksum). Its owner writes it down; it opens the account secret without the
// password. Free functions, thread-safe.

#ifndef NIGHTMAIL_CRYPTO_RECOVERY_PHRASE_H_
#define NIGHTMAIL_CRYPTO_RECOVERY_PHRASE_H_

#include <array>
#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace nightmail::crypto {

inline constexpr std::size_t kPhraseWords = 24;
inline constexpr std::size_t kMaxPhraseText = 4096;

// The words, in order. The views point to the program's word list, which lives as long as it.
[[nodiscard]] std::array<std::string_view, kPhraseWords> phrase_words(const SecretKey32& entropy);

// The same as text: words with one space between.
[[nodiscard]] SecretBytes phrase_text(const SecretKey32& entropy);

// What a person typed or pasted. Case does not matter; anything but letters separates words, so
// that line breaks, commas and numbering pass; four letters of a word are enough.
// Errc::phrase_length (with the number of words found), Errc::phrase_word_unknown (with the
// position of the first such word, never the word), Errc::phrase_checksum.
[[nodiscard]] Result<SecretKey32> parse_phrase(std::string_view text);

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_RECOVERY_PHRASE_H_
