// SPDX-License-Identifier: Apache-2.0
//
// Server-Sent Events (WHATWG HTML, "Server-sent events"; used by RFC 8620 §7.3): writing them, and
// reading them piece by piece. Values and a parser; no I/O.

#ifndef NIGHTMAIL_NET_EVENT_SOURCE_H_
#define NIGHTMAIL_NET_EVENT_SOURCE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace nightmail::net {

struct ServerEvent {
  std::string event;  // empty means "message"
  std::string data;   // may have several lines
  std::optional<std::string> id;
  std::optional<unsigned> retry_ms;
  bool operator==(const ServerEvent&) const = default;
};

// The event on the wire, with its closing empty line. Line ends inside event and id become spaces.
[[nodiscard]] std::string format_event(const ServerEvent& event);
// ": text\n\n": keeps the connection alive and is no event.
[[nodiscard]] std::string format_event_comment(std::string_view text);

// Holds at most `limit` bytes of an unfinished event.
class EventParser {
 public:
  explicit EventParser(std::size_t limit = 1024 * 1024) : limit_(limit) {}

  // The events that `piece` completes. Errc::too_large if one grows beyond the limit; the parser is
  // of no use after that. An event without data is none (but its id and retry count).
  [[nodiscard]] Result<std::vector<ServerEvent>> feed(std::string_view piece);

  // The id to send as Last-Event-ID when connecting again, and the wait before it.
  [[nodiscard]] const std::string& last_id() const { return last_id_; }
  [[nodiscard]] std::optional<unsigned> retry_ms() const { return retry_ms_; }

 private:
  void end_line(std::vector<ServerEvent>& events);
  void take_field(std::string_view name, std::string_view value);
  void dispatch(std::vector<ServerEvent>& events);

  const std::size_t limit_;
  std::string line_;
  bool after_cr_ = false;
  bool at_start_ = true;  // where a byte order mark is skipped
  ServerEvent event_;
  bool has_data_ = false;
  std::string last_id_;
  std::optional<unsigned> retry_ms_;
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_EVENT_SOURCE_H_
