// SPDX-License-Identifier: Apache-2.0
#include "server/queue/hold.h"

#include <charconv>
#include <chrono>

namespace nightmail::queue {
namespace {

// Cuts so many digits off the front; -1 if they are not there.
int take_digits(std::string_view& text, std::size_t count) {
  int value = 0;
  if (text.size() < count) return -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + count, value);
  if (error != std::errc() || end != text.data() + count || value < 0) return -1;
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(1);
  return true;
}

void skip_fraction(std::string_view& text) {
  if (!text.starts_with('.')) return;
  text.remove_prefix(1);
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') text.remove_prefix(1);
}

// Minutes east of UTC.
std::optional<int> take_offset(std::string_view& text) {
  if (take(text, 'Z')) return 0;
  const bool west = text.starts_with('-');
  if (!west && !text.starts_with('+')) return std::nullopt;
  text.remove_prefix(1);
  const int hours = take_digits(text, 2);
  if (hours < 0 || hours > 23 || !take(text, ':')) return std::nullopt;
  const int minutes = take_digits(text, 2);
  if (minutes < 0 || minutes > 59) return std::nullopt;
  return (west ? -1 : 1) * (hours * 60 + minutes);
}

std::optional<std::int64_t> parse_seconds(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0) return std::nullopt;
  return seconds;
}

}  // namespace

std::optional<Timestamp> parse_date_time(std::string_view text) {
  using namespace std::chrono;
  const int y = take_digits(text, 4);
  if (y < 0 || !take(text, '-')) return std::nullopt;
  const int m = take_digits(text, 2);
  if (m < 0 || !take(text, '-')) return std::nullopt;
  const int d = take_digits(text, 2);
  const year_month_day date{year{y}, month(static_cast<unsigned>(m)),
                            day(static_cast<unsigned>(d))};
  if (d < 0 || !date.ok() || !take(text, 'T')) return std::nullopt;
  const int hour = take_digits(text, 2);
  if (hour < 0 || hour > 23 || !take(text, ':')) return std::nullopt;
  const int minute = take_digits(text, 2);
  if (minute < 0 || minute > 59 || !take(text, ':')) return std::nullopt;
  const int second = take_digits(text, 2);
  if (second < 0 || second > 60) return std::nullopt;
  skip_fraction(text);
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  const auto days = sys_days(date).time_since_epoch();
  const auto time = days + hours(hour) + minutes(minute - *offset) + seconds(second);
  return Timestamp{duration_cast<milliseconds>(time).count()};
}

std::optional<Timestamp> send_time(const Address& mail_from, Timestamp now,
                                   std::int64_t most_seconds) {
  const bool hold_for = mail_from.has("HOLDFOR");
  const bool hold_until = mail_from.has("HOLDUNTIL");
  if (!hold_for && !hold_until) return now;
  if (hold_for && hold_until) return std::nullopt;
  const Timestamp latest{now.unix_ms + most_seconds * 1000};
  std::optional<Timestamp> at;
  if (hold_for) {
    const auto seconds = parse_seconds(mail_from.parameter("HOLDFOR"));
    if (!seconds || *seconds > most_seconds) return std::nullopt;
    at = Timestamp{now.unix_ms + *seconds * 1000};
  } else {
    at = parse_date_time(mail_from.parameter("HOLDUNTIL"));
  }
  if (!at || *at > latest) return std::nullopt;
  return std::max(*at, now);
}

}  // namespace nightmail::queue
