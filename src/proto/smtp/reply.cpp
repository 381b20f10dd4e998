// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/reply.h"

#include <cstddef>
#include <string_view>

namespace nightmail::smtp {
namespace {

constexpr std::size_t kMaxReplyLine = 512;

void append_printable(std::string& out, std::string_view text) {
  for (const char c : text) out += c >= ' ' && c <= '~' ? c : '?';
}

std::string status_prefix(const EnhancedStatus& status) {
  return std::to_string(status.status_class) + '.' + std::to_string(status.subject) + '.' +
         std::to_string(status.detail) + ' ';
}

}  // namespace

void append_reply(std::string& out, const Reply& reply, bool with_status) {
  const std::string code = std::to_string(reply.code);
  const std::string prefix =
      with_status && reply.status.status_class != 0 ? status_prefix(reply.status) : std::string();
  const std::size_t room = kMaxReplyLine - 6 - prefix.size();
  std::string_view rest = reply.text;
  while (true) {
    const std::size_t end = rest.find('\n');
    out += code;
    out += end == std::string_view::npos ? ' ' : '-';
    out += prefix;
    append_printable(out, rest.substr(0, end).substr(0, room));
    out += "\r\n";
    if (end == std::string_view::npos) return;
    rest.remove_prefix(end + 1);
  }
}

}  // namespace nightmail::smtp
