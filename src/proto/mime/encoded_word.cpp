// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/encoded_word.h"

#include <algorithm>
#include <optional>

#include "proto/mime/charset.h"
#include "proto/mime/header.h"
#include "proto/mime/text.h"
#include "proto/mime/transfer.h"

namespace nightmail::mime {
namespace {

constexpr std::size_t kMaxCharsetName = 40;

struct Word {
  std::string_view charset;
  char encoding = 'q';  // 'q' or 'b'
  std::string_view text;
  std::size_t length = 0;  // of the whole word, from "=?" to "?="
};

// The word at the start of `from` ("=?charset*language?B?text?="), RFC 2047 §2, RFC 2231 §5.
std::optional<Word> word_at(std::string_view from) {
  if (!from.starts_with("=?")) return std::nullopt;
  const auto charset_end = from.substr(0, kMaxCharsetName).find('?', 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= from.size()) return std::nullopt;
  Word word;
  word.charset = from.substr(2, charset_end - 2);
  word.charset = word.charset.substr(0, word.charset.find('*'));
  word.encoding = static_cast<char>(from[charset_end + 1] | 0x20);
  if ((word.encoding != 'q' && word.encoding != 'b') || from[charset_end + 2] != '?' ||
      word.charset.empty())
    return std::nullopt;
  const std::size_t start = charset_end + 3;
  const auto end = from.find('?', start);  // '?' itself is never part of the encoded text
  if (end == std::string_view::npos || end + 1 >= from.size() || from[end + 1] != '=')
    return std::nullopt;
  word.text = from.substr(start, end - start);
  word.length = end + 2;
  return word;
}

// Collects decoded octets of neighbouring words with one charset.
class WordJoiner {
 public:
  explicit WordJoiner(std::string& to) : to_(to) {}

  void add(const Word& word) {
    if (!equals_ignore_case(charset_, word.charset)) flush();
    charset_ = word.charset;
    if (word.encoding == 'b') {
      decode_base64(word.text, octets_);
    } else {
      decode_quoted_printable(word.text, octets_, true);
    }
  }
  void flush() {
    if (!octets_.empty()) to_ += charset_to_utf8(octets_, charset_);
    octets_.clear();
  }

 private:
  std::string& to_;
  std::string octets_;
  std::string_view charset_;
};

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  return at;
}

std::string decode_words(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  WordJoiner joiner(result);
  for (std::size_t at = 0; at < text.size();) {
    auto word = word_at(text.substr(at));
    if (!word) {
      const auto next = std::min(text.find("=?", at + 1), text.size());
      result.append(text.substr(at, next - at));
      at = next;
      continue;
    }
    while (word) {
      joiner.add(*word);
      at += word->length;
      // White space between two encoded words is not part of the text, RFC 2047 §6.2.
      const std::size_t after_space = skip_space(text, at);
      word = word_at(text.substr(after_space));
      if (word) at = after_space;
    }
    joiner.flush();
  }
  return result;
}

}  // namespace

std::string decode_header_text(std::string_view value) {
  std::string storage;
  const std::string_view line = unfold(value, storage);
  if (line.find("=?") == std::string_view::npos) return utf8_or_windows_1252(line);
  return decode_words(utf8_or_windows_1252(line));
}

}  // namespace nightmail::mime
