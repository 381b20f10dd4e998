// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/write/encode.h"

#include <algorithm>

#include "crypto/encoding.h"

namespace nightmail::mime {
namespace {

constexpr std::size_t kLine = 76;
constexpr std::size_t kOctetsInLine = kLine / 4 * 3;
constexpr std::string_view kHex = "0123456789ABCDEF";

// Calls `each` with every line, without its end (LF, CRLF or CR).
template <class Each>
void for_each_line(std::string_view text, Each each) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    each(text.substr(0, end));
    std::size_t next = end;
    if (next < text.size() && text[next] == '\r') ++next;
    if (next < text.size() && text[next] == '\n') ++next;
    text.remove_prefix(next);
  }
}

bool is_printable(char c) {
  return (c >= 0x21 && c <= 0x7e) || c == ' ' || c == '\t';
}

std::string escaped(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return {'=', kHex[octet >> 4], kHex[octet & 15]};
}

// How the character at `at` of the line is written.
std::string quoted(std::string_view line, std::size_t at) {
  const char c = line[at];
  const bool blank = c == ' ' || c == '\t';
  const bool last_blank = blank && at + 1 == line.size();
  const bool from = at == 0 && line.starts_with("From ");
  if (!is_printable(c) || c == '=' || last_blank || from) return escaped(c);
  return {c};
}

void append_quoted_line(std::string_view line, std::string& to) {
  std::size_t column = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const std::string piece = quoted(line, at);
    const std::size_t room = at + 1 == line.size() ? kLine : kLine - 1;  // for the soft break's "="
    if (column + piece.size() > room) {
      to += "=\r\n";
      column = 0;
    }
    to += piece;
    column += piece.size();
  }
  to += "\r\n";
}

bool is_safe_line(std::string_view line) {
  if (line.size() > kLine || line.starts_with("From ")) return false;
  if (!line.empty() && (line.back() == ' ' || line.back() == '\t')) return false;
  return std::all_of(line.begin(), line.end(), is_printable);
}

}  // namespace

std::string base64_lines(ByteView octets) {
  std::string lines;
  lines.reserve((octets.size() / kOctetsInLine + 1) * (kLine + 2));
  for (std::size_t at = 0; at < octets.size(); at += kOctetsInLine) {
    const auto piece = octets.subspan(at, std::min(kOctetsInLine, octets.size() - at));
    lines += crypto::base64_encode(piece);
    lines += "\r\n";
  }
  return lines;
}

std::string quoted_printable_lines(std::string_view text) {
  std::string lines;
  lines.reserve(text.size() + text.size() / 8);
  for_each_line(text, [&](std::string_view line) { append_quoted_line(line, lines); });
  return lines;
}

std::string crlf_lines(std::string_view text) {
  std::string lines;
  lines.reserve(text.size() + text.size() / 16);
  for_each_line(text, [&](std::string_view line) { lines.append(line).append("\r\n"); });
  return lines;
}

bool is_safe_7bit(std::string_view text) {
  bool safe = true;
  for_each_line(text, [&](std::string_view line) { safe = safe && is_safe_line(line); });
  return safe;
}

}  // namespace nightmail::mime
