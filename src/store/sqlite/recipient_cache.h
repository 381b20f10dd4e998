// SPDX-License-Identifier: Apache-2.0
//
// Look-ups of recipients, kept so that RCPT needs no database. Forgotten as a whole whenever an
// address or a key changes. Thread-safe.

#ifndef NIGHTMAIL_STORE_SQLITE_RECIPIENT_CACHE_H_
#define NIGHTMAIL_STORE_SQLITE_RECIPIENT_CACHE_H_

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/accounts.h"

namespace nightmail::store {

class RecipientCache {
 public:
  [[nodiscard]] std::optional<Recipient> find(std::string_view address);
  // Take it before the database is read; put() ignores what was read before a change.
  [[nodiscard]] std::uint64_t generation();
  void put(std::string_view address, const Recipient& recipient, std::uint64_t generation);
  void clear();

 private:
  std::mutex mutex_;
  std::uint64_t generation_ = 0;
  std::unordered_map<std::string, Recipient> known_;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_RECIPIENT_CACHE_H_
