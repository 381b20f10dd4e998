// SPDX-License-Identifier: Apache-2.0
//
// Cleaning of text from strangers: valid UTF-8 (RFC 3629), no control characters, bounded length.
// Stateless; any thread; linear time.

#ifndef NIGHTMAIL_PROTO_MIME_TEXT_H_
#define NIGHTMAIL_PROTO_MIME_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace nightmail::mime {

inline constexpr char32_t kReplacement = 0xFFFD;

// The code point at text[at]; `at` moves behind it. An invalid sequence yields kReplacement and
// moves on by the octets that can't be part of a valid one (at least one). `at` < text.size().
[[nodiscard]] char32_t next_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& to, char32_t code_point);

[[nodiscard]] bool is_utf8(std::string_view text);
[[nodiscard]] bool is_ascii(std::string_view text);

// Raw octets of a header or an unlabelled body: UTF-8, or, failing that, windows-1252.
[[nodiscard]] std::string utf8_or_windows_1252(std::string_view octets);
// Invalid sequences become U+FFFD.
[[nodiscard]] std::string to_valid_utf8(std::string_view text);

[[nodiscard]] bool is_control(char32_t c);       // C0, DEL, C1
[[nodiscard]] bool is_bidi_control(char32_t c);  // U+202A-202E, U+2066-2069
[[nodiscard]] bool is_space(char32_t c);         // also U+00A0, U+2000-200A, U+2028, U+3000, ...
[[nodiscard]] bool is_padding(char32_t c);       // shows nothing: soft hyphen, U+200B, U+034F, ...

// Cut to at most `max_octets`, never inside a character. True if something was cut.
bool truncate_utf8(std::string& text, std::size_t max_octets);
// The same for one clean line, which stays clean: no space is left at its end.
bool cut_line(std::string& text, std::size_t max_octets);

// One clean line: white space folded to single spaces and trimmed, controls and bidirectional
// overrides dropped, invalid UTF-8 replaced, at most max_octets long.
// `cut`, if given, is set to true if something was cut off (never to false).
[[nodiscard]] std::string clean_line(std::string_view text, std::size_t max_octets,
                                     bool* cut = nullptr);

// The name of an attachment without its folders ("../x", "C:\x"), as one clean line. Cutting keeps
// the extension. Empty if nothing but dots is left.
[[nodiscard]] std::string clean_file_name(std::string_view name, std::size_t max_octets,
                                          bool* cut = nullptr);

[[nodiscard]] bool equals_ignore_case(std::string_view a, std::string_view b);  // ASCII
[[nodiscard]] std::string to_lower(std::string_view text);                      // ASCII
[[nodiscard]] std::string_view trim(std::string_view text);                     // ASCII white space

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_TEXT_H_
