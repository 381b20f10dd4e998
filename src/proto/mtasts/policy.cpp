// SPDX-License-Identifier: Apache-2.0
#include "proto/mtasts/policy.h"

#include <algorithm>
#include <cstdint>

namespace nightmail::mtasts {
namespace {

constexpr std::size_t kMaxMx = 100;
constexpr std::size_t kMaxIdSize = 32;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

std::string_view trim(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

// Up to `separator`, off the front of `text`.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return part;
}

bool is_id(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
  };
  return !text.empty() && text.size() <= kMaxIdSize && std::ranges::all_of(text, fits);
}

bool is_sts_record(std::string_view text) {
  std::string_view version = take(text, ';');
  return trim(version) == "v=STSv1";
}

std::optional<std::string> id_of(std::string_view record) {
  take(record, ';');
  while (!record.empty()) {
    std::string_view field = trim(take(record, ';'));
    const std::string_view name = trim(take(field, '='));
    if (name == "id" && is_id(trim(field))) return std::string(trim(field));
  }
  return std::nullopt;
}

std::optional<std::chrono::seconds> parse_age(std::string_view text) {
  const bool digits = !text.empty() && text.size() <= 10 &&
                      std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return std::min(std::chrono::seconds(value), kMaxAge);
}

std::optional<Policy::Mode> parse_mode(std::string_view text) {
  if (text == "enforce") return Policy::Mode::enforce;
  if (text == "testing") return Policy::Mode::testing;
  if (text == "none") return Policy::Mode::none;
  return std::nullopt;
}

bool is_mx_pattern(std::string_view text) {
  if (text.starts_with("*.")) text.remove_prefix(2);
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
  };
  return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, fits);
}

// The fields of a policy while they are read; of a repeated one the first counts (§3.2).
struct Reading {
  Policy policy;
  bool version = false;
  std::optional<Policy::Mode> mode;
  std::optional<std::chrono::seconds> age;

  bool field(std::string_view name, std::string_view value) {
    if (name == "version") return (version = value == "STSv1");
    if (name == "mode" && !mode) return (mode = parse_mode(value)).has_value();
    if (name == "max_age" && !age) return (age = parse_age(value)).has_value();
    if (name == "mx") return add_mx(lower_case(value));
    return true;  // unknown fields are skipped
  }
  bool add_mx(std::string pattern) {
    if (pattern.ends_with('.')) pattern.pop_back();
    if (!is_mx_pattern(pattern) || policy.mx.size() >= kMaxMx) return false;
    policy.mx.push_back(std::move(pattern));
    return true;
  }
};

}  // namespace

std::optional<std::string> policy_id(std::span<const std::string> txt_records) {
  const std::string* found = nullptr;
  for (const std::string& record : txt_records) {
    if (!is_sts_record(record)) continue;
    if (found != nullptr) return std::nullopt;
    found = &record;
  }
  if (found == nullptr) return std::nullopt;
  return id_of(*found);
}

bool Policy::covers(std::string_view host) const {
  const std::string name = lower_case(host);
  return std::ranges::any_of(mx, [&name](std::string_view pattern) {
    if (!pattern.starts_with("*.")) return pattern == name;
    const std::size_t dot = name.find('.');
    return dot != 0 && dot != std::string::npos &&
           std::string_view(name).substr(dot) == pattern.substr(1);
  });
}

std::optional<Policy> parse_policy(std::string_view text) {
  if (text.size() > kMaxPolicySize) return std::nullopt;
  Reading reading;
  while (!text.empty()) {
    std::string_view line = trim(take(text, '\n'));
    if (line.empty()) continue;
    if (line.find(':') == std::string_view::npos) return std::nullopt;
    const std::string_view name = trim(take(line, ':'));
    if (!reading.field(name, trim(line))) return std::nullopt;
  }
  if (!reading.version || !reading.mode || !reading.age) return std::nullopt;
  reading.policy.mode = *reading.mode;
  reading.policy.max_age = *reading.age;
  if (reading.policy.mode != Policy::Mode::none && reading.policy.mx.empty()) return std::nullopt;
  return reading.policy;
}

bool is_policy_type(std::string_view content_type) {
  return lower_case(trim(take(content_type, ';'))) == "text/plain";
}

}  // namespace nightmail::mtasts
