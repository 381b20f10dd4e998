// SPDX-License-Identifier: Apache-2.0
#include "server/edge/mail_loop.h"

#include <algorithm>
#include <string_view>

#include "proto/mime/header.h"

namespace nightmail::edge {
namespace {

constexpr std::string_view kReceived = "received:";

bool is_received(std::string_view line) {
  if (line.size() < kReceived.size()) return false;
  return std::equal(kReceived.begin(), kReceived.end(), line.begin(),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
}

}  // namespace

std::size_t count_received_fields(ByteView message) {
  const std::string_view text = as_text(message);
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size() && text[at] != '\r' && text[at] != '\n';
       at = mime::next_line(text, at)) {
    if (is_received(text.substr(at))) ++count;
  }
  return count;
}

}  // namespace nightmail::edge
