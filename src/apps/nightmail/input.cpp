// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/input.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <ctime>
#include <optional>

#include "client/errors.h"
#include "proto/mime/address.h"
#include "proto/mime/text.h"
#include "proto/mime/write/field.h"

namespace nightmail::app {
namespace {

using client::Errc;

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kLongestDelay = 30 * 24 * 60 * kMinute;  // maxDelayedSend, docs/protocol.md

Error file_error(const std::string& path) {
  return Error(Errc::file, path + " can't be read: " + std::strerror(errno) + ".");
}

Result<Bytes> read_all(int fd, const std::string& path, std::size_t limit) {
  Bytes content;
  std::array<std::uint8_t, 65536> piece{};
  for (;;) {
    const ssize_t got = read(fd, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error(path);
    if (got == 0) return content;
    append(content, ByteView(piece).first(static_cast<std::size_t>(got)));
    if (content.size() > limit) {
      return Error(Errc::bad_input,
                   path + " is too large: " + std::to_string(limit / 1'000'000) + " MB at most.");
    }
  }
}

std::string_view type_for(std::string_view name) {
  struct Known {
    std::string_view end, type;
  };
  static constexpr std::array<Known, 21> kKnown{
      {{".txt", "text/plain"},      {".md", "text/markdown"},
       {".csv", "text/csv"},        {".html", "text/html"},
       {".ics", "text/calendar"},   {".vcf", "text/vcard"},
       {".png", "image/png"},       {".jpg", "image/jpeg"},
       {".jpeg", "image/jpeg"},     {".gif", "image/gif"},
       {".webp", "image/webp"},     {".svg", "image/svg+xml"},
       {".mp3", "audio/mpeg"},      {".mp4", "video/mp4"},
       {".pdf", "application/pdf"}, {".zip", "application/zip"},
       {".gz", "application/gzip"}, {".json", "application/json"},
       {".xml", "application/xml"}, {".asc", "application/pgp-keys"},
       {".eml", "message/rfc822"}}};
  const std::string lower = mime::to_lower(name);
  for (const Known& one : kKnown) {
    if (lower.ends_with(one.end)) return one.type;
  }
  return "application/octet-stream";
}

Error no_time(std::string_view text) {
  return Error(Errc::bad_input, "'" + std::string(text) +
                                    "' is no time. Say +30m, +2h, +1d, '2026-11-23 16:00' or "
                                    "2026-11-23T16:00:00Z.");
}

std::optional<std::int64_t> relative_ms(std::string_view text) {
  if (text.size() < 3 || text.front() != '+') return std::nullopt;
  std::int64_t count = 0;
  const char* const end = text.data() + text.size() - 1;
  const auto [stop, problem] = std::from_chars(text.data() + 1, end, count);
  if (problem != std::errc() || stop != end || count < 0 || count > 100'000) return std::nullopt;
  switch (text.back()) {
    case 'm':
      return count * kMinute;
    case 'h':
      return count * 60 * kMinute;
    case 'd':
      return count * 24 * 60 * kMinute;
    default:
      return std::nullopt;
  }
}

std::optional<std::int64_t> absolute_ms(const std::string& text) {
  std::tm parts{};
  const bool utc = text.ends_with('Z');
  const char* rest = strptime(text.c_str(), utc ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%d %H:%M", &parts);
  if (rest == nullptr || *rest != '\0') return std::nullopt;
  parts.tm_isdst = -1;
  return static_cast<std::int64_t>(utc ? timegm(&parts) : mktime(&parts)) * 1000;
}

}  // namespace

Result<Bytes> read_input(const std::string& path, std::size_t limit) {
  if (path == "-") return read_all(STDIN_FILENO, "The text on stdin", limit);
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return file_error(path);
  auto content = read_all(fd, path, limit);
  close(fd);
  return content;
}

Result<std::string> read_text_input(const std::string& path) {
  TRY_ASSIGN(const Bytes content, read_input(path));
  if (!mime::is_utf8(as_text(content))) {
    return Error(Errc::bad_input, (path == "-" ? std::string("The text") : path) +
                                      " is not UTF-8. `iconv -t utf-8` converts it.");
  }
  return to_string(content);
}

Result<mime::MailFile> read_attachment(const std::string& path) {
  TRY_ASSIGN(Bytes content, read_input(path));
  const std::string name = path.substr(path.rfind('/') + 1);
  return mime::MailFile{{name, std::string(type_for(name)), {}, false}, std::move(content)};
}

Result<std::vector<mime::Address>> parse_recipients(const std::vector<std::string>& words) {
  constexpr mime::AddressLimits kLimits{10'000, 1000, 320};
  std::vector<mime::Address> all;
  for (const std::string& word : words) {
    std::vector<mime::Address> some;
    mime::parse_addresses(word, kLimits, some);
    const bool good = !some.empty() && std::all_of(some.begin(), some.end(), [](const auto& one) {
      return mime::is_addr_spec(one.email);
    });
    if (!good) {
      return Error(Errc::bad_input, "'" + word +
                                        "' is no mail address. One looks like anna@example.org or "
                                        "'Anna Berg <anna@example.org>'.");
    }
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

Result<Timestamp> parse_time(std::string_view text, Timestamp now) {
  const auto relative = relative_ms(text);
  const auto absolute = relative ? std::nullopt : absolute_ms(std::string(text));
  if (!relative && !absolute) return no_time(text);
  const Timestamp time{relative ? now.unix_ms + *relative : *absolute};
  if (time < now) return Error(Errc::bad_input, "That time has passed already.");
  if (time.unix_ms - now.unix_ms > kLongestDelay) {
    return Error(Errc::bad_input, "A mail can wait for 30 days at most.");
  }
  return time;
}

}  // namespace nightmail::app
