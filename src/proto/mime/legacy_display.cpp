// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/legacy_display.h"

#include <algorithm>

#include "proto/mime/text.h"

namespace nightmail::mime {
namespace {

constexpr std::string_view kElement = "<div class=\"header-protection-legacy-display\"";
constexpr std::size_t kMaxElement = 64 * 1024;

// Up to and with the first empty line.
std::string without_block(std::string text) {
  std::size_t at = 0;
  while (at < std::min(text.size(), kMaxElement)) {
    const std::size_t next = next_line(text, at);
    const bool empty = trim(std::string_view(text).substr(at, next - at)).empty();
    at = next;
    if (empty) return text.substr(at);
  }
  return text;
}

std::string without_element(std::string html) {
  const std::size_t start = html.find(kElement);
  if (start == std::string::npos || start > kMaxElement) return html;
  const std::size_t end = html.find("</div>", start);
  if (end == std::string::npos) return html;
  return html.erase(start, end + 6 - start);
}

}  // namespace

std::string without_legacy_display(const Part& part, std::string text) {
  if (part.content_type.get("hp-legacy-display") != "1") return text;
  if (part.type == "text/plain") return without_block(std::move(text));
  return part.type == "text/html" ? without_element(std::move(text)) : text;
}

}  // namespace nightmail::mime
