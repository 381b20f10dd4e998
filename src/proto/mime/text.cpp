// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace nightmail::mime {
namespace {

constexpr std::size_t kAll = static_cast<std::size_t>(-1);

std::uint8_t octet(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// The upper half of windows-1252 where it differs from ISO 8859-1 (WHATWG Encoding, index).
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

// Octets behind the first one and the smallest value for that length, by the first octet.
struct Lead {
  int more;
  char32_t bits;
  char32_t least;
};

Lead lead_of(std::uint8_t c) {
  if (c >= 0xC2 && c <= 0xDF) return {1, char32_t{c} & 0x1F, 0x80};
  if (c >= 0xE0 && c <= 0xEF) return {2, char32_t{c} & 0x0F, 0x800};
  if (c >= 0xF0 && c <= 0xF4) return {3, char32_t{c} & 0x07, 0x10000};
  return {0, kReplacement, 0};
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const std::uint8_t first = octet(text, at++);
  if (first < 0x80) return first;
  const Lead lead = lead_of(first);
  if (lead.more == 0) return kReplacement;
  char32_t value = lead.bits;
  std::size_t next = at;
  for (int i = 0; i < lead.more; ++i, ++next) {
    if (next >= text.size() || (octet(text, next) & 0xC0) != 0x80) return kReplacement;
    value = (value << 6) | (octet(text, next) & 0x3F);
  }
  if (value < lead.least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
    return kReplacement;
  at = next;
  return value;
}

void append_utf8(std::string& to, char32_t c) {
  if (c < 0x80) {
    to.push_back(static_cast<char>(c));
    return;
  }
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = kReplacement;
  if (c < 0x800) {
    to.push_back(static_cast<char>(0xC0 | (c >> 6)));
  } else {
    if (c < 0x10000) {
      to.push_back(static_cast<char>(0xE0 | (c >> 12)));
    } else {
      to.push_back(static_cast<char>(0xF0 | (c >> 18)));
      to.push_back(static_cast<char>(0x80 | ((c >> 12) & 0x3F)));
    }
    to.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
  }
  to.push_back(static_cast<char>(0x80 | (c & 0x3F)));
}

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    // U+FFFD written by the sender takes three octets, an invalid sequence moves on by one.
    if (next_code_point(text, at) == kReplacement && at - start != 3) return false;
  }
  return true;
}

std::string utf8_or_windows_1252(std::string_view octets) {
  if (is_utf8(octets)) return std::string(octets);
  std::string result;
  result.reserve(octets.size() + octets.size() / 4);
  for (char raw : octets) {
    const auto c = static_cast<std::uint8_t>(raw);
    append_utf8(result, c >= 0x80 && c < 0xA0 ? kWindows1252[c - 0x80u] : char32_t{c});
  }
  return result;
}

std::string to_valid_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) append_utf8(result, next_code_point(text, at));
  return result;
}

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

bool is_bidi_control(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool is_space(char32_t c) {
  if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_padding(char32_t c) {
  return c == 0xAD || c == 0x34F || c == 0x200B || c == 0x2060 || c == 0xFEFF;
}

bool truncate_utf8(std::string& text, std::size_t max_octets) {
  if (text.size() <= max_octets) return false;
  std::size_t end = max_octets;
  while (end > 0 && (octet(text, end) & 0xC0) == 0x80) --end;
  text.resize(end);
  return true;
}

bool cut_line(std::string& text, std::size_t max_octets) {
  const bool cut = truncate_utf8(text, max_octets);
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return cut;
}

std::string clean_line(std::string_view text, std::size_t max_octets, bool* cut) {
  std::string result;
  result.reserve(std::min(text.size(), max_octets) + 4);
  bool space = false;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (is_space(c)) {
      space = !result.empty();
    } else if (!is_control(c) && !is_bidi_control(c)) {
      if (space) result.push_back(' ');
      space = false;
      append_utf8(result, c);
      if (result.size() > max_octets) break;
    }
  }
  if (cut_line(result, max_octets) && cut != nullptr) *cut = true;
  return result;
}

std::string clean_file_name(std::string_view name, std::size_t max_octets, bool* cut) {
  if (const auto slash = name.find_last_of("/\\"); slash != std::string_view::npos)
    name.remove_prefix(slash + 1);
  std::string result = clean_line(name, kAll);
  if (result.find_first_not_of(". ") == std::string::npos) return {};
  if (result.size() <= max_octets) return result;
  if (cut != nullptr) *cut = true;
  const auto dot = result.rfind('.');
  std::string extension;
  if (dot != std::string::npos && result.size() - dot <= std::min<std::size_t>(16, max_octets / 2))
    extension = result.substr(dot);
  truncate_utf8(result, max_octets - extension.size());
  result += extension;
  cut_line(result, max_octets);
  if (result.find_first_not_of(". ") == std::string::npos) return {};
  return result;
}

bool equals_ignore_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

std::string to_lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\v\f";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace nightmail::mime
