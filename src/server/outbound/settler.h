// SPDX-License-Identifier: Apache-2.0
//
// Settler: gathers the ends of attempts into few commits. While one commit is on its way, what
// comes meanwhile forms the next. Owned by the runner; its loop's thread alone.

#ifndef NIGHTMAIL_SERVER_OUTBOUND_SETTLER_H_
#define NIGHTMAIL_SERVER_OUTBOUND_SETTLER_H_

#include <vector>

#include "base/clock.h"
#include "net/async_call.h"
#include "net/loop.h"
#include "store/queue.h"

namespace nightmail::outbound {

class Settler {
 public:
  Settler(net::Loop& loop, store::Queue& queue, const Clock& clock)
      : loop_(loop), queue_(queue), clock_(clock) {}

  // Returns once it is durable. Not ended by a stop.
  [[nodiscard]] net::Task<Result<>> settle(store::Settlement settlement);

 private:
  using Done = net::Callback<Result<>>;
  struct Waiting {
    store::Settlement settlement;
    Done done;
  };

  void push(store::Settlement settlement, Done done);
  [[nodiscard]] net::Task<void> pump();
  [[nodiscard]] std::vector<Waiting> next_batch();

  net::Loop& loop_;
  store::Queue& queue_;
  const Clock& clock_;
  std::vector<Waiting> waiting_;
  bool pumping_ = false;
};

}  // namespace nightmail::outbound

#endif  // NIGHTMAIL_SERVER_OUTBOUND_SETTLER_H_
