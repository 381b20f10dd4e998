// SPDX-License-Identifier: Apache-2.0
#include "proto/tlsrpt/record.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "proto/mime/write/field.h"

namespace nightmail::tlsrpt {
namespace {

constexpr std::string_view kVersion = "v=TLSRPTv1";
constexpr std::size_t kMostUrl = 2000;

std::string_view trim(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

// Up to `separator`, off the front of `text`, without white space around it.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return trim(part);
}

bool is_report_record(std::string_view text) {
  return text.find(';') != std::string_view::npos && take(text, ';') == kVersion;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char low = static_cast<char>(c | 0x20);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

// RFC 3986 §2.1.
std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

bool has_scheme(std::string_view uri, std::string_view scheme) {
  return uri.size() > scheme.size() &&
         std::ranges::equal(uri.substr(0, scheme.size()), scheme, [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
         });
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

// Header fields that a mailto may ask for are ignored.
std::optional<Destination> parse_uri(std::string_view uri) {
  if (!is_printable(uri) || uri.size() > kMostUrl) return std::nullopt;
  if (has_scheme(uri, "https://")) return Destination{Destination::Kind::https, std::string(uri)};
  if (!has_scheme(uri, "mailto:")) return std::nullopt;
  uri.remove_prefix(std::string_view("mailto:").size());
  auto address = percent_decode(uri.substr(0, uri.find('?')));
  if (!address || !mime::is_addr_spec(*address)) return std::nullopt;
  return Destination{Destination::Kind::mail, *std::move(address)};
}

std::vector<Destination> parse_record(std::string_view record) {
  std::vector<Destination> found;
  take(record, ';');
  while (!record.empty()) {
    std::string_view field = take(record, ';');
    if (take(field, '=') != "rua") continue;
    while (!field.empty() && found.size() < kMostDestinations) {
      auto one = parse_uri(take(field, ','));
      if (one && std::ranges::find(found, *one) == found.end()) found.push_back(*std::move(one));
    }
  }
  return found;
}

}  // namespace

std::vector<Destination> destinations(std::span<const std::string> txt_records) {
  const std::string* record = nullptr;
  for (const std::string& text : txt_records) {
    if (!is_report_record(text)) continue;
    if (record != nullptr) return {};
    record = &text;
  }
  return record == nullptr ? std::vector<Destination>() : parse_record(*record);
}

}  // namespace nightmail::tlsrpt
