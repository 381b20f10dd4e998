// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/transfer.h"

#include <array>
#include <cstdint>

#include "proto/mime/header.h"
#include "proto/mime/text.h"

namespace nightmail::mime {
namespace {

constexpr std::uint8_t kSkip = 0xFF;

constexpr std::array<std::uint8_t, 256> make_base64_values() {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::uint8_t, 256> values{};
  for (auto& value : values) value = kSkip;
  for (std::size_t i = 0; i < kAlphabet.size(); ++i)
    values[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  return values;
}
constexpr auto kBase64 = make_base64_values();

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string_view without_line_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

// One line of quoted-printable; true if it ends with a soft line break.
bool decode_quoted_line(std::string_view line, std::string& to, bool underscore_is_space) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '=' && i + 2 < line.size() && hex_value(line[i + 1]) >= 0 &&
        hex_value(line[i + 2]) >= 0) {
      to.push_back(static_cast<char>(hex_value(line[i + 1]) * 16 + hex_value(line[i + 2])));
      i += 2;
    } else if (c == '=' && i + 1 == line.size()) {
      return true;
    } else {
      to.push_back(c == '_' && underscore_is_space ? ' ' : c);
    }
  }
  return false;
}

unsigned uu_value(char c) {
  return (static_cast<unsigned>(static_cast<std::uint8_t>(c)) - 32) & 63;
}

void decode_uu_line(std::string_view line, std::string& to) {
  std::size_t count = uu_value(line[0]);
  for (std::size_t i = 1; i < line.size() && count > 0; i += 4) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 4; ++k)
      group = (group << 6) | (i + k < line.size() ? uu_value(line[i + k]) : 0);
    for (int shift = 16; shift >= 0 && count > 0; shift -= 8, --count)
      to.push_back(static_cast<char>((group >> shift) & 0xFF));
  }
}

std::uint64_t base64_size(std::string_view text) {
  text = trim(text);
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  const std::size_t line = next_line(text, 0);
  if (line == 0) return 0;
  const std::size_t line_text = without_line_end(text.substr(0, line)).size();
  const std::uint64_t ends = text.size() / line * (line - line_text);
  return (text.size() - ends) * 3 / 4;
}

}  // namespace

Encoding encoding_named(std::string_view value) {
  value = trim(value);
  if (equals_ignore_case(value, "base64")) return Encoding::base64;
  if (equals_ignore_case(value, "quoted-printable")) return Encoding::quoted_printable;
  if (equals_ignore_case(value, "x-uuencode") || equals_ignore_case(value, "uuencode") ||
      equals_ignore_case(value, "x-uue"))
    return Encoding::uuencode;
  return Encoding::identity;
}

void decode_base64(std::string_view text, std::string& to) {
  to.reserve(to.size() + text.size() / 4 * 3 + 3);
  std::uint32_t group = 0;
  int count = 0;
  for (char c : text) {
    const std::uint8_t value = kBase64[static_cast<std::uint8_t>(c)];
    if (value == kSkip) {
      // '=' ends a group; some senders join several encodings one after the other.
      if (c == '=') count = 0;
      continue;
    }
    group = (group << 6) | value;
    ++count;
    if (count == 2) to.push_back(static_cast<char>(group >> 4));
    if (count == 3) to.push_back(static_cast<char>(group >> 2));
    if (count == 4) {
      to.push_back(static_cast<char>(group));
      count = 0;
    }
  }
}

void decode_quoted_printable(std::string_view text, std::string& to, bool underscore_is_space) {
  to.reserve(to.size() + text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = next_line(text, at);
    const std::string_view line = text.substr(at, end - at);
    std::string_view content = without_line_end(line);
    const std::string_view line_end = line.substr(content.size());
    if (!underscore_is_space) {  // RFC 2045 §6.7 (3): trailing white space was added on the way
      while (!content.empty() && (content.back() == ' ' || content.back() == '\t'))
        content.remove_suffix(1);
    }
    if (!decode_quoted_line(content, to, underscore_is_space)) to.append(line_end);
    at = end;
  }
}

void decode_uuencode(std::string_view text, std::string& to) {
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = next_line(text, at);
    const std::string_view line = without_line_end(text.substr(at, end - at));
    at = end;
    if (!inside) {
      inside = line.starts_with("begin ");
    } else if (line == "end") {
      return;
    } else if (!line.empty()) {
      decode_uu_line(line, to);
    }
  }
}

std::string decode(std::string_view text, Encoding encoding) {
  std::string result;
  switch (encoding) {
    case Encoding::base64:
      decode_base64(text, result);
      break;
    case Encoding::quoted_printable:
      decode_quoted_printable(text, result);
      break;
    case Encoding::uuencode:
      decode_uuencode(text, result);
      break;
    case Encoding::identity:
      result = text;
      break;
  }
  return result;
}

std::uint64_t decoded_size(std::string_view text, Encoding encoding) {
  if (encoding == Encoding::base64) return base64_size(text);
  if (encoding == Encoding::uuencode) return text.size() * 45 / 62;
  return text.size();
}

}  // namespace nightmail::mime
