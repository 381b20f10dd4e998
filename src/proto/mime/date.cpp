// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/date.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>
#include <system_error>

#include "proto/mime/text.h"

namespace nightmail::mime {
namespace {

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || text.size() > 4 || error != std::errc() || end != text.data() + text.size() ||
      value < 0)
    return std::nullopt;
  return value;
}

int month_named(std::string_view word) {
  constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (word.size() < 3) return 0;
  const auto at = kMonths.find(to_lower(word.substr(0, 3)));
  return at != std::string_view::npos && at % 3 == 0 ? static_cast<int>(at / 3) + 1 : 0;
}

struct Parts {
  int day = 0, month = 0, year = -1;
  int hour = -1, minute = 0, second = 0;
  int offset = 0;
};

bool read_time(std::string_view word, Parts& parts) {
  const auto first = word.find(':');
  if (first == std::string_view::npos) return false;
  const auto second = word.find(':', first + 1);
  const auto hour = number(word.substr(0, first));
  const auto minute = number(word.substr(first + 1, second - first - 1));
  if (!hour || !minute) return true;
  parts.hour = *hour;
  parts.minute = *minute;
  if (second != std::string_view::npos)
    parts.second = number(word.substr(second + 1, 2)).value_or(0);
  return true;
}

bool read_numeric_zone(std::string_view word, Parts& parts) {
  if (word.size() != 5 || (word[0] != '+' && word[0] != '-')) return false;
  const auto hhmm = number(word.substr(1));
  if (!hhmm || *hhmm / 100 > 23 || *hhmm % 100 > 59) return true;
  const int minutes = *hhmm / 100 * 60 + *hhmm % 100;
  parts.offset = word[0] == '-' ? -minutes : minutes;
  return true;
}

// RFC 5322 §4.3: the North American names; all others mean an unknown zone, here UTC.
void read_zone_name(std::string_view word, Parts& parts) {
  constexpr std::string_view kNames = "EDTESTCDTCSTMDTMSTPDTPST";
  const auto at = kNames.find(word);
  if (word.size() == 3 && at != std::string_view::npos && at % 3 == 0)
    parts.offset = -60 * (4 + static_cast<int>(at / 3 + 1) / 2);
}

void read_year(int value, std::size_t digits, Parts& parts) {
  if (digits == 2) value += value < 50 ? 2000 : 1900;
  if (digits == 3) value += 1900;
  parts.year = value;
}

void read_word(std::string_view word, Parts& parts) {
  if (read_time(word, parts) || read_numeric_zone(word, parts)) return;
  if (const auto value = number(word)) {
    if (parts.day == 0 && word.size() <= 2) {
      parts.day = *value;
    } else if (parts.year < 0) {
      read_year(*value, word.size(), parts);
    }
  } else if (parts.month == 0 && month_named(word) != 0) {
    parts.month = month_named(word);
  } else {
    read_zone_name(word, parts);
  }
}

std::optional<SentAt> to_sent_at(const Parts& p) {
  namespace chr = std::chrono;
  const chr::year_month_day date(chr::year(p.year), chr::month(static_cast<unsigned>(p.month)),
                                 chr::day(static_cast<unsigned>(p.day)));
  if (p.year < 1970 || p.year > 9999 || !date.ok() || p.hour < 0 || p.hour > 23 || p.minute > 59 ||
      p.second > 60)
    return std::nullopt;
  const std::int64_t days = chr::sys_days(date).time_since_epoch().count();
  return SentAt{days * 86400 + p.hour * 3600 + p.minute * 60 + p.second - p.offset * 60, p.offset};
}

}  // namespace

std::optional<SentAt> parse_date(std::string_view field) {
  constexpr std::string_view kSeparators = " \t\r\n,;";
  Parts parts;
  field = field.substr(0, 200);
  while (!field.empty()) {
    const auto start = field.find_first_not_of(kSeparators);
    if (start == std::string_view::npos || field[start] == '(') break;
    field.remove_prefix(start);
    const auto end = std::min(field.find_first_of(kSeparators), field.size());
    std::string_view word = field.substr(0, end);
    field.remove_prefix(end);
    // "01-Jan-2024" is one word to some senders.
    if (word.find('-', 1) != std::string_view::npos) {
      for (std::size_t dash; (dash = word.find('-', 1)) != std::string_view::npos;) {
        read_word(word.substr(0, dash), parts);
        word.remove_prefix(dash + 1);
      }
    }
    read_word(word, parts);
  }
  return to_sent_at(parts);
}

}  // namespace nightmail::mime
