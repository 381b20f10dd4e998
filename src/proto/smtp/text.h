// SPDX-License-Identifier: Apache-2.0
//
// The few tests of characters that several parsers here need. ASCII only, never the locale.

#ifndef NIGHTMAIL_PROTO_SMTP_TEXT_H_
#define NIGHTMAIL_PROTO_SMTP_TEXT_H_

#include <algorithm>
#include <string_view>

namespace nightmail::smtp {

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
inline bool is_alnum(char c) {
  return is_digit(c) || is_alpha(c);
}
inline bool is_eight_bit(char c) {
  return (static_cast<unsigned char>(c) & 0x80) != 0;
}
inline char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

inline bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

// Well-formed UTF-8 of RFC 3629: no overlong forms, surrogates or values above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

// U+0080 to U+009F and U+2028/2029 end lines for some readers; they have no place in an address.
[[nodiscard]] bool has_utf8_controls(std::string_view text);

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_TEXT_H_
