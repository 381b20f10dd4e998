// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/client_reply.h"

#include <algorithm>
#include <utility>

#include "proto/smtp/text.h"

namespace nightmail::smtp {
namespace {

constexpr std::size_t kMaxLine = 4096;  // RFC 5321 §4.5.3.1.5 allows 512; some write more

// One number of a status, off the front of `text`.
std::optional<std::uint16_t> take_number(std::string_view& text) {
  std::uint16_t value = 0;
  std::size_t digits = 0;
  while (digits < text.size() && digits < 3 && is_digit(text[digits]))
    value = static_cast<std::uint16_t>(value * 10 + (text[digits++] - '0'));
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool take_dot(std::string_view& text) {
  if (!text.starts_with('.')) return false;
  text.remove_prefix(1);
  return true;
}

int code_of(std::string_view line) {
  const bool digits = line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, is_digit);
  if (!digits || line[0] < '2' || line[0] > '5') return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

}  // namespace

EnhancedStatus leading_status(std::string_view text) {
  const auto status_class = take_number(text);
  if (!status_class || (*status_class != 2 && *status_class != 4 && *status_class != 5)) return {};
  if (!take_dot(text)) return {};
  const auto subject = take_number(text);
  if (!subject || !take_dot(text)) return {};
  const auto detail = take_number(text);
  if (!detail || (!text.empty() && !text.starts_with(' '))) return {};
  return {*status_class, *subject, *detail};
}

std::optional<Reply> ReplyReader::take(ByteView& input) {
  while (!input.empty() && !broken_) {
    const std::string_view text = as_text(input);
    const std::size_t end = text.find('\n');
    const std::size_t count = end == std::string_view::npos ? text.size() : end + 1;
    line_ += text.substr(0, count);
    input = input.subspan(count);
    broken_ = line_.size() > kMaxLine;
    if (broken_ || end == std::string_view::npos) continue;
    if (accept_line()) {
      lines_ = 0;
      return std::exchange(reply_, {});
    }
  }
  return std::nullopt;
}

bool ReplyReader::accept_line() {
  std::string line = std::exchange(line_, {});
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  const int code = code_of(line);
  const char mark = line.size() > 3 ? line[3] : ' ';
  broken_ = code == 0 || (mark != ' ' && mark != '-') || (lines_ > 0 && code != reply_.code) ||
            ++lines_ > kMaxReplyLines;
  if (broken_) return false;
  if (lines_ == 1)
    reply_ = {code,
              leading_status(std::string_view(line).substr(std::min<std::size_t>(4, line.size()))),
              ""};
  keep_text(std::string_view(line).substr(std::min<std::size_t>(4, line.size())));
  return mark == ' ';
}

void ReplyReader::keep_text(std::string_view text) {
  if (lines_ > 1) reply_.text += '\n';
  const std::size_t room = kMaxReplyText - std::min(kMaxReplyText, reply_.text.size());
  for (const char c : text.substr(0, room)) {
    const auto byte = static_cast<unsigned char>(c);
    reply_.text += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
}

}  // namespace nightmail::smtp
