// SPDX-License-Identifier: Apache-2.0
//
// What `nightmaild queue` asks of the running server: list, retry, hold, release, drop. One request
// in words, an answer in lines for people, the first of which is "ok" or "error: ...". Blocking;
// any thread. Domains and reply codes are shown; local parts, and what servers said, only if asked.

#ifndef NIGHTMAIL_SERVER_OUTBOUND_OPERATOR_DOOR_H_
#define NIGHTMAIL_SERVER_OUTBOUND_OPERATOR_DOOR_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "server/queue/node_cipher.h"
#include "store/queue.h"

namespace nightmail::outbound {

inline constexpr std::string_view kDoorName = "queue.sock";  // in the data directory

class OperatorDoor {
 public:
  using Write = std::function<bool(std::string_view)>;

  OperatorDoor(store::Queue& queue, const queue::NodeCipher& cipher, const Clock& clock)
      : queue_(queue), cipher_(cipher), clock_(clock) {}

  // "list", "list --show-addresses", "retry ID", "hold all", ...
  void answer(const std::string& request, const Write& write) const;

 private:
  void list(bool addresses, const Write& write) const;
  void order(store::QueueOrder order, std::string_view which, const Write& write) const;
  [[nodiscard]] std::string line(const store::QueuedPart& part, bool addresses) const;
  [[nodiscard]] Result<std::int64_t> order_all(store::QueueOrder order) const;

  store::Queue& queue_;
  const queue::NodeCipher& cipher_;
  const Clock& clock_;
};

// "00c0ffee00c0ffee-17": account and submission.
struct QueueId {
  store::AccountId account{};
  store::SubmissionId submission{};
};
[[nodiscard]] std::string print_queue_id(const QueueId& id);
[[nodiscard]] std::optional<QueueId> parse_queue_id(std::string_view text);

}  // namespace nightmail::outbound

#endif  // NIGHTMAIL_SERVER_OUTBOUND_OPERATOR_DOOR_H_
