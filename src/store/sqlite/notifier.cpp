// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/notifier.h"

#include <vector>

namespace nightmail::store {

class Notifier::Handle final : public Subscription {
 public:
  Handle(Notifier& owner, AccountId account, std::shared_ptr<Entry> entry)
      : owner_(owner), account_(account), entry_(std::move(entry)) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  ~Handle() override {
    {
      const std::lock_guard lock(owner_.mutex_);
      auto [first, last] = owner_.entries_.equal_range(raw(account_));
      while (first != last && first->second != entry_) ++first;
      if (first != last) owner_.entries_.erase(first);
    }
    const std::lock_guard lock(entry_->mutex);
    entry_->call = nullptr;
  }

 private:
  Notifier& owner_;
  AccountId account_;
  std::shared_ptr<Entry> entry_;
};

std::unique_ptr<Subscription> Notifier::subscribe(AccountId account, Listener listener) {
  auto entry = std::make_shared<Entry>();
  entry->call = std::make_shared<Listener>(std::move(listener));
  {
    const std::lock_guard lock(mutex_);
    entries_.emplace(raw(account), entry);
  }
  return std::make_unique<Handle>(*this, account, std::move(entry));
}

void Notifier::notify(AccountId account, AccountStates states) {
  std::vector<std::shared_ptr<Entry>> listening;
  {
    const std::lock_guard lock(mutex_);
    const auto [first, last] = entries_.equal_range(raw(account));
    for (auto it = first; it != last; ++it) listening.push_back(it->second);
  }
  for (const auto& entry : listening) {
    const std::lock_guard lock(entry->mutex);
    const auto call = entry->call;  // stays whole if the call ends its own subscription
    if (call) (*call)(states);
  }
}

}  // namespace nightmail::store
