// SPDX-License-Identifier: Apache-2.0
//
// EventStream: one push connection (RFC 8620 §7.3): waits for changes of its account and tells
// them. Idle, it holds a few hundred octets and one wait, so that thousands fit. Owner: the HTTP
// response; used on its loop's thread. The store tells it of changes from a thread of its own.

#ifndef NIGHTMAIL_SERVER_API_EVENT_STREAM_H_
#define NIGHTMAIL_SERVER_API_EVENT_STREAM_H_

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "net/http.h"
#include "net/loop.h"
#include "store/changes.h"

namespace nightmail::api {

// The query of the event source URL.
struct EventOptions {
  bool email = false, mailbox = false, thread = false, submission = false;
  bool close_after_state = false;
  std::int64_t ping_seconds = 0;                  // 0: none
  std::optional<store::AccountStates> last_seen;  // Last-Event-ID
};

// Errc::bad_request names the parameter that is missing or wrong.
[[nodiscard]] Result<EventOptions> parse_event_options(const net::RequestHead& head);

class EventStream final : public net::BodySource {
 public:
  // Subscribes at once. `place` is held as long as the stream lives.
  EventStream(store::Changes& changes, store::AccountId account, EventOptions options,
              std::shared_ptr<void> place, net::Loop& loop);
  ~EventStream() override;

  // The states as they were read after construction: what is new since then is told.
  void begin(store::AccountStates now);

  net::Task<Result<std::optional<Bytes>>> next() override;
  void peer_gone() override;

 private:
  struct Shared;
  [[nodiscard]] std::optional<std::string> take_change();
  [[nodiscard]] std::string ping() const;

  const EventOptions options_;
  const std::string account_id_;
  const std::shared_ptr<void> place_;
  const std::shared_ptr<Shared> shared_;
  store::AccountStates told_;
  bool greeted_ = false;
  bool closing_ = false;
  bool gone_ = false;
  std::unique_ptr<store::Subscription> subscription_;  // last: ends first
};

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_EVENT_STREAM_H_
