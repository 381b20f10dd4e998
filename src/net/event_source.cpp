// SPDX-License-Identifier: Apache-2.0
#include "net/event_source.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "net/errors.h"

namespace nightmail::net {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (c == '\r' || c == '\n' || c == '\0') c = ' ';
  }
  return line;
}

void append_data(std::string& out, std::string_view data) {
  while (true) {
    const std::size_t end = data.find_first_of("\r\n");
    out += "data: ";
    out += data.substr(0, end);
    out += '\n';
    if (end == std::string_view::npos) return;
    const bool crlf = data.substr(end).starts_with("\r\n");
    data.remove_prefix(end + (crlf ? 2 : 1));
  }
}

}  // namespace

std::string format_event(const ServerEvent& event) {
  std::string out;
  if (!event.event.empty()) out += "event: " + one_line(event.event) + "\n";
  if (event.id) out += "id: " + one_line(*event.id) + "\n";
  if (event.retry_ms) out += "retry: " + std::to_string(*event.retry_ms) + "\n";
  append_data(out, event.data);
  out += '\n';
  return out;
}

std::string format_event_comment(std::string_view text) {
  return ": " + one_line(text) + "\n\n";
}

Result<std::vector<ServerEvent>> EventParser::feed(std::string_view piece) {
  std::vector<ServerEvent> events;
  for (const char c : piece) {
    const bool second_of_crlf = after_cr_ && c == '\n';
    after_cr_ = c == '\r';
    if (second_of_crlf) continue;
    if (c == '\r' || c == '\n') {
      end_line(events);
      continue;
    }
    if (line_.size() + event_.data.size() >= limit_) {
      return Error(Errc::too_large, "an event is larger than the limit");
    }
    line_ += c;
  }
  return events;
}

void EventParser::end_line(std::vector<ServerEvent>& events) {
  std::string line = std::exchange(line_, {});
  if (at_start_ && line.starts_with(kByteOrderMark)) line.erase(0, kByteOrderMark.size());
  at_start_ = false;
  if (line.empty()) return dispatch(events);
  const std::size_t colon = line.find(':');
  if (colon == 0) return;  // a comment
  std::string_view value;
  if (colon != std::string::npos) value = std::string_view(line).substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  take_field(std::string_view(line).substr(0, colon), value);
}

void EventParser::take_field(std::string_view name, std::string_view value) {
  if (name == "event") {
    event_.event = value;
  } else if (name == "data") {
    if (has_data_) event_.data += '\n';
    event_.data += value;
    has_data_ = true;
  } else if (name == "id" && value.find('\0') == std::string_view::npos) {
    event_.id = std::string(value);
    last_id_ = value;
  } else if (name == "retry") {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size()) return;
    event_.retry_ms = number;
    retry_ms_ = number;
  }
}

void EventParser::dispatch(std::vector<ServerEvent>& events) {
  if (has_data_) events.push_back(std::move(event_));
  event_ = ServerEvent();
  has_data_ = false;
}

}  // namespace nightmail::net
