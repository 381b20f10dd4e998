// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/text.h"

#include <cstddef>
#include <cstdint>

namespace nightmail::smtp {
namespace {

// What a first byte announces: how many bytes follow, and the range of the second one (RFC 3629
// §4).
struct Lead {
  int more;
  unsigned char low;
  unsigned char high;
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {0, 0, 0};
  if (byte >= 0xC2 && byte <= 0xDF) return {1, 0x80, 0xBF};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2, 0x80, 0xBF};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {3, 0x80, 0xBF};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {-1, 0, 0};
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const Lead lead = lead_of(static_cast<unsigned char>(text[i++]));
    if (lead.more < 0 || text.size() - i < static_cast<std::size_t>(lead.more)) return false;
    for (int k = 0; k < lead.more; ++k, ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if (byte < (k == 0 ? lead.low : 0x80) || byte > (k == 0 ? lead.high : 0xBF)) return false;
    }
  }
  return true;
}

bool has_utf8_controls(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto next = static_cast<unsigned char>(text[i + 1]);
    if (text[i] == '\xC2' && next >= 0x80 && next <= 0x9F) return true;
    if (text.substr(i, 3) == "\xE2\x80\xA8" || text.substr(i, 3) == "\xE2\x80\xA9") return true;
  }
  return false;
}

}  // namespace nightmail::smtp
