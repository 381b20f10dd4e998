// SPDX-License-Identifier: Apache-2.0
//
// Pending<T>: what the server remembers between two steps of a login, under a random id that the
// client brings back. Bounded in number (the oldest goes first) and in time. Owner: LoginState;
// thread-safe.

#ifndef NIGHTMAIL_SERVER_API_PENDING_H_
#define NIGHTMAIL_SERVER_API_PENDING_H_

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"

namespace nightmail::api {

template <class T>
class Pending {
 public:
  Pending(std::size_t capacity, std::int64_t lifetime_ms)
      : capacity_(capacity), lifetime_ms_(lifetime_ms) {}

  // `id` must be new: random.
  void put(std::string id, T value, Timestamp now) {
    const std::lock_guard lock(mutex_);
    drop_expired(now);
    while (entries_.size() >= capacity_ && !order_.empty()) drop_oldest();
    order_.push_back(id);
    entries_.insert_or_assign(std::move(id), Entry{std::move(value), now.unix_ms + lifetime_ms_});
  }

  // Once: the entry is gone afterwards.
  std::optional<T> take(std::string_view id, Timestamp now) {
    const std::lock_guard lock(mutex_);
    drop_expired(now);
    const auto found = entries_.find(id);
    if (found == entries_.end()) return std::nullopt;
    std::optional<T> value(std::move(found->second.value));
    entries_.erase(found);
    return value;
  }

  // Calls `look` with the entry, which stays.
  template <class Look>
  bool peek(std::string_view id, Timestamp now, Look look) {
    const std::lock_guard lock(mutex_);
    drop_expired(now);
    const auto found = entries_.find(id);
    if (found == entries_.end()) return false;
    look(std::as_const(found->second.value));
    return true;
  }

  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
  }

 private:
  struct Entry {
    T value;
    std::int64_t expires_ms;
  };

  void drop_oldest() {
    entries_.erase(order_.front());
    order_.pop_front();
  }

  // All live equally long, so the order of arrival is the order of expiry. What was taken before is
  // still in the order, and goes in its turn.
  void drop_expired(Timestamp now) {
    while (!order_.empty()) {
      const auto found = entries_.find(order_.front());
      if (found != entries_.end() && found->second.expires_ms > now.unix_ms) return;
      drop_oldest();
    }
  }

  const std::size_t capacity_;
  const std::int64_t lifetime_ms_;
  mutable std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;
  std::deque<std::string> order_;
};

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_PENDING_H_
