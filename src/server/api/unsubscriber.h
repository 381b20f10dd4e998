// SPDX-License-Identifier: Apache-2.0
//
// Unsubscriber: the one-click POST of mailing lists (RFC 8058), made on a user's behalf, so that
// the list's host does not learn the user's network address (docs/decisions/unsubscribe.md). Owner:
// the API server; thread-safe. post() blocks: worker threads only.
//
// SECURITY: connects to hosts that users name, over net/fetch.h, which refuses private addresses
// and follows no redirect. What is sent is always the same; what comes back is dropped but for
// whether it was a success. Bounded: size, time, how many at once, how many an account may make.
// Nothing is kept or logged.

#ifndef NIGHTMAIL_SERVER_API_UNSUBSCRIBER_H_
#define NIGHTMAIL_SERVER_API_UNSUBSCRIBER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "net/fetch.h"
#include "net/loop.h"
#include "server/api/attempt_limiter.h"
#include "server/api/concurrency.h"
#include "store/types.h"

namespace nightmail::api {

enum class UnsubscribeOutcome : std::uint8_t {
  done,
  refused,      // the host answered, but did not accept it
  unreachable,  // it did not answer, or must not be asked
  rate_limited  // ask again later
};

// "done", "refused", "unreachable", "rateLimited".
[[nodiscard]] std::string_view outcome_name(UnsubscribeOutcome outcome);

class Unsubscriber {
 public:
  Unsubscriber(const net::Fetcher& fetcher, net::LoopGroup& loops, const Clock& clock,
               Random& random);

  // `url`: https. Takes up to about 12 seconds.
  [[nodiscard]] UnsubscribeOutcome post(store::AccountId account, const std::string& url);

 private:
  struct Attempt;

  [[nodiscard]] bool may_ask(store::AccountId account);
  [[nodiscard]] net::Task<void> send(net::Loop& loop, std::shared_ptr<Attempt> attempt);

  const net::Fetcher& fetcher_;
  net::LoopGroup& loops_;
  const Clock& clock_;
  AttemptLimiter per_account_;
  const std::shared_ptr<Concurrency> running_;
};

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_UNSUBSCRIBER_H_
