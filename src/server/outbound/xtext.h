// SPDX-License-Identifier: Apache-2.0
//
// xtext, in which DSN parameters travel: RFC 3461 §4. A free function, thread-safe.

#ifndef NIGHTMAIL_SERVER_OUTBOUND_XTEXT_H_
#define NIGHTMAIL_SERVER_OUTBOUND_XTEXT_H_

#include <string>
#include <string_view>

namespace nightmail::outbound {

[[nodiscard]] inline std::string to_xtext(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet > ' ' && octet < 0x7f && c != '+' && c != '=') {
      out += c;
    } else {
      out.append("+").append(1, kHex[octet >> 4]).append(1, kHex[octet & 15]);
    }
  }
  return out;
}

// "rfc822;b+rt@b.test" -> "rfc822;b+2Brt@b.test": the type stays as it is.
[[nodiscard]] inline std::string orcpt_to_xtext(std::string_view orcpt) {
  const auto semicolon = orcpt.find(';');
  if (semicolon == std::string_view::npos) return {};
  return std::string(orcpt.substr(0, semicolon + 1)) + to_xtext(orcpt.substr(semicolon + 1));
}

}  // namespace nightmail::outbound

#endif  // NIGHTMAIL_SERVER_OUTBOUND_XTEXT_H_
