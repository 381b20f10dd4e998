// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "net/errors.h"
#include "net/http.h"

namespace nightmail::net {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

Result<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return Error(Errc::bad_url, "broken %XX");
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (is_control(c)) return Error(Errc::bad_url, "control character");
    decoded += c;
  }
  return decoded;
}

// Calls `part` with each piece between separators.
template <class Part>
Result<void> split(std::string_view text, char separator, Part part) {
  while (true) {
    const std::size_t end = text.find(separator);
    TRY(part(text.substr(0, end)));
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
}

Result<void> add_segment(Target& target, std::string_view raw) {
  TRY_ASSIGN(std::string segment, decode(raw, false));
  if (segment == "." || segment == "..") return Error(Errc::bad_url, "dot segment");
  target.path += "/" + segment;
  target.segments.push_back(std::move(segment));
  return {};
}

Result<void> add_query(Target& target, std::string_view raw) {
  if (raw.empty()) return {};
  const std::size_t equals = raw.find('=');
  TRY_ASSIGN(std::string name, decode(raw.substr(0, equals), true));
  std::string value;
  if (equals != std::string_view::npos) {
    TRY_ASSIGN(value, decode(raw.substr(equals + 1), true));
  }
  target.query.emplace_back(std::move(name), std::move(value));
  return {};
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

const std::string* Target::query_value(std::string_view name) const {
  const auto found = std::find_if(query.begin(), query.end(),
                                  [name](const auto& entry) { return entry.first == name; });
  return found == query.end() ? nullptr : &found->second;
}

Result<Target> parse_target(std::string_view text) {
  if (text.empty() || text.front() != '/') return Error(Errc::bad_url, "no path");
  const std::size_t question = text.find('?');
  Target target;
  TRY(split(text.substr(1, question == std::string_view::npos ? question : question - 1), '/',
            [&target](std::string_view raw) { return add_segment(target, raw); }));
  if (question != std::string_view::npos) {
    TRY(split(text.substr(question + 1), '&',
              [&target](std::string_view raw) { return add_query(target, raw); }));
  }
  return target;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kDigits[byte >> 4];
    encoded += kDigits[byte & 15];
  }
  return encoded;
}

}  // namespace nightmail::net
