// SPDX-License-Identifier: Apache-2.0

#include "proto/jmap/values.h"

#include <chrono>
#include <cmath>

namespace nightmail::jmap {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes `count` digits off the front; empty if they are not there.
std::optional<int> take_number(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int number = 0;
  for (const char c : text.substr(0, count)) {
    if (!is_digit(c)) return std::nullopt;
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return number;
}

bool take_char(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

struct Fields {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

std::optional<Fields> take_fields(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || !take_char(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take_char(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day || !take_char(text, 'T')) return std::nullopt;
  const auto hour = take_number(text, 2);
  if (!hour || !take_char(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || !take_char(text, ':')) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second) return std::nullopt;
  return Fields{*year, *month, *day, *hour, *minute, *second};
}

// ".123" -> 123 ms. A fraction of zero must have been left out (RFC 8620 §1.4).
std::optional<int> take_milliseconds(std::string_view& text) {
  if (!take_char(text, '.')) return 0;
  int milliseconds = 0;
  int scale = 100;
  bool any = false, digits = false;
  while (!text.empty() && is_digit(text.front())) {
    milliseconds += (text.front() - '0') * scale;
    scale /= 10;
    any = any || text.front() != '0';
    digits = true;
    text.remove_prefix(1);
  }
  if (!digits || !any) return std::nullopt;
  return milliseconds;
}

}  // namespace

bool is_id(std::string_view text) {
  if (text.empty() || text.size() > 255) return false;
  for (const char c : text) {
    const bool allowed =
        is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    if (!allowed) return false;
  }
  return true;
}

std::optional<Timestamp> parse_utc_date(std::string_view text) {
  const auto fields = take_fields(text);
  if (!fields) return std::nullopt;
  const auto milliseconds = take_milliseconds(text);
  if (!milliseconds || text != "Z") return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(fields->year),
                                         std::chrono::month(static_cast<unsigned>(fields->month)),
                                         std::chrono::day(static_cast<unsigned>(fields->day))};
  // A leap second is read as the second that follows.
  if (!date.ok() || fields->hour > 23 || fields->minute > 59 || fields->second > 60) {
    return std::nullopt;
  }
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t seconds =
      ((days * 24 + fields->hour) * 60 + fields->minute) * 60 + fields->second;
  return Timestamp{seconds * 1000 + *milliseconds};
}

std::optional<std::int64_t> parse_int(const Json& value) {
  std::int64_t number = 0;
  if (const auto* integer = value.if_int64()) {
    number = *integer;
  } else if (const auto* real = value.if_double()) {
    if (!(std::abs(*real) <= static_cast<double>(kMaxInt)) || std::trunc(*real) != *real) {
      return std::nullopt;
    }
    number = static_cast<std::int64_t>(*real);
  } else {
    return std::nullopt;
  }
  if (number > kMaxInt || number < -kMaxInt) return std::nullopt;
  return number;
}

std::optional<std::int64_t> parse_unsigned(const Json& value) {
  const auto number = parse_int(value);
  return number && *number >= 0 ? number : std::nullopt;
}

}  // namespace nightmail::jmap
