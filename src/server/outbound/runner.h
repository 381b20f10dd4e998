// SPDX-License-Identifier: Apache-2.0
//
// QueueRunner: carries the queue. Takes what is due out of the store, a window at a time, starts an
// attempt for each part, waits for the next. Owned by OutboundServer; lives on one loop; whatever
// the queue's length, its memory is bounded (Backlog).

#ifndef NIGHTMAIL_SERVER_OUTBOUND_RUNNER_H_
#define NIGHTMAIL_SERVER_OUTBOUND_RUNNER_H_

#include <memory>
#include <vector>

#include "net/loop.h"
#include "server/outbound/backlog.h"
#include "server/outbound/context.h"
#include "store/changes.h"

namespace nightmail::outbound {

class QueueRunner {
 public:
  QueueRunner(const OutboundContext& context, const BacklogLimits& limits, net::Loop& loop);
  ~QueueRunner();
  QueueRunner(const QueueRunner&) = delete;
  QueueRunner& operator=(const QueueRunner&) = delete;

  // Runs until the loop stops.
  [[nodiscard]] net::Task<void> run();

 private:
  struct Page {
    std::vector<Job> jobs;
    store::AccountId last{};
    bool at_end = false;
    std::optional<Timestamp> next_due;
  };

  void start_attempts();
  [[nodiscard]] net::Task<void> attempt(Job job);
  // True if there may be more to do at once.
  [[nodiscard]] net::Task<bool> refill();
  [[nodiscard]] Result<Page> load_page() const;
  [[nodiscard]] net::Task<void> wait();

  const OutboundContext& context_;
  net::Loop& loop_;
  Backlog backlog_;
  net::Scope attempts_;
  store::AccountId cursor_{};
  std::optional<Timestamp> next_due_;
  std::size_t round_added_ = 0;  // since the cursor was at the beginning
  bool look_ = true;             // something may be due that is not in the backlog
  std::shared_ptr<net::Event> changed_;
  std::unique_ptr<store::Subscription> subscription_;  // last: ends first
};

}  // namespace nightmail::outbound

#endif  // NIGHTMAIL_SERVER_OUTBOUND_RUNNER_H_
