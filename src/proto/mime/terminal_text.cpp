// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/terminal_text.h"

#include <cstddef>

#include "proto/mime/text.h"

namespace nightmail::mime {
namespace {

void append_safe(std::string& to, char32_t c, bool one_line) {
  if (c == '\n' || c == '\t') {
    to.push_back(one_line ? ' ' : static_cast<char>(c));
  } else if (c == 0x2028 || c == 0x2029) {
    to.push_back(one_line ? ' ' : '\n');
  } else if (is_control(c)) {
    append_utf8(to, kReplacement);
  } else if (!is_bidi_control(c)) {
    append_utf8(to, c);
  }
}

std::string make_safe(std::string_view text, bool one_line) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    const bool is_crlf = c == '\r' && at < text.size() && text[at] == '\n';
    if (!is_crlf) append_safe(result, c, one_line);
  }
  return result;
}

}  // namespace

std::string terminal_safe(std::string_view text) {
  return make_safe(text, false);
}

std::string terminal_safe_line(std::string_view text) {
  return make_safe(text, true);
}

}  // namespace nightmail::mime
