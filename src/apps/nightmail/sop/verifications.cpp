// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/sop/verifications.h"

#include <chrono>

#include "apps/nightmail/sop/errors.h"

namespace nightmail::sop {
namespace {

// Takes numbers of a fixed number of digits, and marks between them, off the front.
class DateReader {
 public:
  explicit DateReader(std::string_view text) : rest_(text) {}
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] bool failed() const { return failed_; }

  bool skip(char mark) {
    if (!rest_.starts_with(mark)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (rest_.empty() || rest_[0] < '0' || rest_[0] > '9') {
        failed_ = true;
        return 0;
      }
      value = value * 10 + (rest_[0] - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }

  void skip_fraction() {
    if (!skip('.') && !skip(',')) return;
    while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') rest_.remove_prefix(1);
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

// Minutes east of UTC; without a zone, UTC.
int read_zone(DateReader& reader) {
  if (reader.skip('Z')) return 0;
  const bool east = reader.skip('+');
  if (!east && !reader.skip('-')) return 0;
  int minutes = reader.number(2) * 60;
  reader.skip(':');
  if (!reader.at_end()) minutes += reader.number(2);
  return east ? minutes : -minutes;
}

std::optional<Timestamp> read_date(std::string_view text) {
  DateReader reader(text);
  const int year = reader.number(4);
  reader.skip('-');
  const int month = reader.number(2);
  reader.skip('-');
  const int day = reader.number(2);
  int seconds = 0;
  int zone = 0;
  if (reader.skip('T') || reader.skip(' ')) {
    seconds = reader.number(2) * 3600;
    reader.skip(':');
    seconds += reader.number(2) * 60;
    if (reader.skip(':') || (!reader.at_end() && text.find(':') == std::string_view::npos))
      seconds += reader.number(2);
    reader.skip_fraction();
    zone = read_zone(reader);
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (reader.failed() || !reader.at_end() || !date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return Timestamp{(days * 86400 + seconds - std::int64_t{zone} * 60) * 1000};
}

bool counts(const pgp::Signature& signature, const Window& window) {
  return signature.status == pgp::SignatureStatus::good &&
         (!window.from || signature.created >= *window.from) &&
         (!window.till || signature.created <= *window.till);
}

}  // namespace

Result<std::optional<Timestamp>> parse_date(std::string_view text, Timestamp now) {
  if (text == "-") return std::optional<Timestamp>();
  if (text == "now") return std::optional(now);
  const auto date = read_date(text);
  if (!date) return Error(SopErrc::unsupported_option, "not a date");
  return date;
}

Result<Window> Window::read(const Arguments& args, std::string_view from, std::string_view till,
                            Timestamp now) {
  Window window;
  TRY_ASSIGN(window.from, parse_date(args.last(from, "-"), now));
  TRY_ASSIGN(window.till, parse_date(args.last(till, "now"), now));
  return window;
}

std::string verifications(const std::vector<pgp::Signature>& signatures, const Window& window) {
  std::string lines;
  for (const pgp::Signature& signature : signatures) {
    if (!counts(signature, window)) continue;
    lines += format_utc(signature.created) + " " + signature.key + " " + signature.certificate +
             (signature.text ? " mode:text\n" : " mode:binary\n");
  }
  return lines;
}

}  // namespace nightmail::sop
