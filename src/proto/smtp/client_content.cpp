// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/client_content.h"

#include <algorithm>
#include <string_view>

namespace nightmail::smtp {

void DotStuffer::append_to(std::string& out, std::size_t count) {
  const std::size_t enough = out.size() + count;
  while (out.size() < enough && !rest_.empty()) {
    if (line_begins_ && rest_[0] == '.') out += '.';
    const std::string_view text =
        as_text(rest_.first(std::min(rest_.size(), enough - out.size() + 1)));
    const std::size_t end = text.find('\n');
    const std::size_t taken = end == std::string_view::npos ? text.size() : end + 1;
    out += text.substr(0, taken);
    line_begins_ = end != std::string_view::npos;
    rest_ = rest_.subspan(taken);
  }
  if (rest_.empty() && !done_) finish(out);
}

void DotStuffer::finish(std::string& out) {
  if (!line_begins_) out += "\r\n";
  out += ".\r\n";
  done_ = true;
}

ContentNeeds content_needs(ByteView message) {
  ContentNeeds needs;
  std::uint8_t before = 0;
  for (const std::uint8_t byte : message) {
    if (byte == 0 || (byte == '\n') != (before == '\r')) needs.strict = false;
    if (byte >= 0x80) needs.eight_bit = true;
    before = byte;
  }
  if (before == '\r') needs.strict = false;
  return needs;
}

}  // namespace nightmail::smtp
