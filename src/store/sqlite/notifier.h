// SPDX-License-Identifier: Apache-2.0
//
// Who listens to which account. Thread-safe. Listeners are called on the writer thread.

#ifndef NIGHTMAIL_STORE_SQLITE_NOTIFIER_H_
#define NIGHTMAIL_STORE_SQLITE_NOTIFIER_H_

#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "store/changes.h"

namespace nightmail::store {

class Notifier {
 public:
  using Listener = std::function<void(AccountStates)>;

  [[nodiscard]] std::unique_ptr<Subscription> subscribe(AccountId account, Listener listener);
  void notify(AccountId account, AccountStates states);

 private:
  // `mutex` is held while `call` runs, so that ending the subscription waits for it. Recursive: a
  // listener may end its own subscription.
  struct Entry {
    std::recursive_mutex mutex;
    std::shared_ptr<Listener> call;
  };
  class Handle;
  using Entries = std::unordered_multimap<std::int64_t, std::shared_ptr<Entry>>;

  std::mutex mutex_;
  Entries entries_;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_NOTIFIER_H_
