// SPDX-License-Identifier: Apache-2.0
//
// Concurrency: how many things of one kind an account has under way (maxConcurrentRequests,
// maxConcurrentUpload of RFC 8620 §2; event streams). Owner: ApiServer, by shared pointer;
// thread-safe.

#ifndef NIGHTMAIL_SERVER_API_CONCURRENCY_H_
#define NIGHTMAIL_SERVER_API_CONCURRENCY_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "store/types.h"

namespace nightmail::api {

class Concurrency : public std::enable_shared_from_this<Concurrency> {
 public:
  explicit Concurrency(std::int64_t limit) : limit_(limit) {}

  // A place, held as long as the pointer lives; null if the account has none left.
  [[nodiscard]] std::shared_ptr<void> enter(store::AccountId account) {
    {
      const std::lock_guard lock(mutex_);
      std::int64_t& count = counts_[account];
      if (count >= limit_) return nullptr;
      ++count;
    }
    const auto leave = [self = shared_from_this(), account](void*) { self->leave(account); };
    return {static_cast<void*>(this), leave};
  }

 private:
  void leave(store::AccountId account) {
    const std::lock_guard lock(mutex_);
    if (--counts_[account] == 0) counts_.erase(account);
  }

  const std::int64_t limit_;
  std::mutex mutex_;
  std::map<store::AccountId, std::int64_t> counts_;
};

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_CONCURRENCY_H_
