// SPDX-License-Identifier: Apache-2.0
#include "server/transport/tls_diary.h"

#include <charconv>
#include <optional>
#include <vector>

namespace nightmail::transport {
namespace {

constexpr std::string_view kFirst = "nightmail tls results 1";
constexpr std::string_view kLast = "end";
constexpr std::int64_t kMostOctets = 64 << 20;
constexpr std::string_view kPurpose = "tls results";
constexpr store::AccountId kNobody{0};  // the file is the service's own

std::string_view take(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return part;
}

template <class T>
bool read_number(std::string_view text, T& value) {
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && at == end;
}

// Reads line after line; what a line belongs to stands above it.
class DiaryReader {
 public:
  bool read(std::string_view line) {
    const std::string_view kind = take(line, ' ');
    if (kind == "day") return read_day(line);
    if (kind == "policy") return read_policy(line);
    return kind == "failure" && read_failure(line);
  }
  TlsDays days;

 private:
  bool read_day(std::string_view line) {
    std::int64_t day = 0;
    if (!read_number(line, day)) return false;
    domains_ = &days[day];
    counts_ = nullptr;
    return true;
  }
  bool read_policy(std::string_view line) {
    TlsResults::PolicyCounts counts;
    const std::string domain(take(line, ' '));
    counts.policy = take(line, ' ');
    if (domains_ == nullptr || !read_number(take(line, ' '), counts.successes) ||
        !read_number(line, counts.failures))
      return false;
    counts_ = &(*domains_)[domain].emplace_back(std::move(counts));
    return true;
  }
  bool read_failure(std::string_view line) {
    TlsResults::Failure failure;
    failure.type = take(line, ' ');
    if (counts_ == nullptr || !read_number(take(line, ' '), failure.sessions)) return false;
    failure.host = line;
    counts_->details.push_back(std::move(failure));
    return true;
  }

  TlsResults::Domains* domains_ = nullptr;
  TlsResults::PolicyCounts* counts_ = nullptr;
};

void print_counts(std::string& out, const std::string& domain,
                  const TlsResults::PolicyCounts& counts) {
  out += "policy " + domain + " " + counts.policy + " " + std::to_string(counts.successes) + " " +
         std::to_string(counts.failures) + "\n";
  for (const TlsResults::Failure& one : counts.details)
    out += "failure " + one.type + " " + std::to_string(one.sessions) + " " + one.host + "\n";
}

}  // namespace

std::string print_diary(const TlsDays& days) {
  std::string out = std::string(kFirst) + "\n";
  for (const auto& [day, domains] : days) {
    out += "day " + std::to_string(day) + "\n";
    for (const auto& [domain, all] : domains)
      for (const auto& counts : all) print_counts(out, domain, counts);
  }
  return out += std::string(kLast) + "\n";
}

TlsDays parse_diary(std::string_view text) {
  DiaryReader reader;
  if (take(text, '\n') != kFirst) return {};
  while (!text.empty()) {
    const std::string_view line = take(text, '\n');
    if (line == kLast) return text.empty() ? std::move(reader.days) : TlsDays();
    if (!reader.read(line)) return {};
  }
  return {};
}

Result<> TlsDiary::load() {
  TRY_ASSIGN(const File file, files_.open(path_, OpenMode::create));
  TRY_ASSIGN(const std::int64_t size, file.size());
  if (size > kMostOctets) return {};
  Bytes content(static_cast<std::size_t>(size));
  TRY_ASSIGN(const std::size_t read, file.read_at(0, content));
  const auto plain = cipher_.open_record(kPurpose, kNobody, ByteView(content).first(read));
  if (plain.ok()) days_ = parse_diary(as_text(*plain));
  return {};
}

Result<> TlsDiary::save() {
  const Bytes sealed = cipher_.seal_record(kPurpose, kNobody, as_bytes(print_diary(days_)));
  const ByteView content = sealed;
  TRY_ASSIGN(File file, files_.open(path_, OpenMode::create));
  TRY(file.truncate(0));
  TRY(file.write_at(0, {&content, 1}));
  return file.sync();
}

}  // namespace nightmail::transport
