// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/header.h"

#include <cstring>

#include "proto/mime/text.h"

namespace nightmail::mime {
namespace {

bool is_blank(std::string_view line) {
  return line == "\n" || line == "\r\n" || line == "\r";
}

bool is_continuation(std::string_view text, std::size_t at) {
  return at < text.size() && (text[at] == ' ' || text[at] == '\t');
}

// RFC 5322 §3.6.8, and the white space before the colon that §4.5 still allows.
std::string_view field_name(std::string_view line, std::size_t colon) {
  const std::string_view name = trim(line.substr(0, colon));
  for (char c : name)
    if (c <= ' ' || c == 0x7F) return {};
  return name;
}

void add_field(HeaderBlock& block, std::string_view lines, const HeaderLimits& limits) {
  const auto colon = lines.find(':');
  if (colon == std::string_view::npos || colon > 200) return;
  const auto name = field_name(lines, colon);
  if (name.empty()) return;
  if (block.fields.size() >= limits.fields) {
    block.truncated = true;
    return;
  }
  block.fields.push_back({name, trim(lines.substr(colon + 1))});
}

}  // namespace

const Field* HeaderBlock::find(std::string_view name) const {
  for (const Field& field : fields)
    if (equals_ignore_case(field.name, name)) return &field;
  return nullptr;
}

std::string_view HeaderBlock::value(std::string_view name) const {
  const Field* field = find(name);
  return field == nullptr ? std::string_view() : field->value;
}

std::size_t next_line(std::string_view text, std::size_t from) {
  if (from >= text.size()) return text.size();
  const void* end = std::memchr(text.data() + from, '\n', text.size() - from);
  return end == nullptr ? text.size()
                        : static_cast<std::size_t>(static_cast<const char*>(end) - text.data()) + 1;
}

HeaderBlock parse_header(std::string_view text, const HeaderLimits& limits) {
  HeaderBlock block;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = next_line(text, at);
    if (is_blank(text.substr(at, end - at))) {
      at = end;
      break;
    }
    while (is_continuation(text, end) && !is_blank(text.substr(end, next_line(text, end) - end)))
      end = next_line(text, end);
    if (end <= limits.octets) {
      add_field(block, text.substr(at, end - at), limits);
    } else {
      block.truncated = true;
    }
    at = end;
  }
  block.body = at;
  return block;
}

std::string_view unfold(std::string_view value, std::string& storage) {
  if (value.find_first_of("\r\n") == std::string_view::npos) return value;
  storage.clear();
  for (char c : value)
    if (c != '\r' && c != '\n') storage.push_back(c);
  return storage;
}

}  // namespace nightmail::mime
