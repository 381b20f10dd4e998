// SPDX-License-Identifier: Apache-2.0
//
// RecipientCache: the recipients used last, by the bytes of their certificates. Thread-safe.
// Internal to pgp/seal.

#ifndef NIGHTMAIL_PGP_SEAL_RECIPIENT_CACHE_H_
#define NIGHTMAIL_PGP_SEAL_RECIPIENT_CACHE_H_

#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/bytes.h"
#include "pgp/seal/sealer.h"

namespace nightmail::pgp {

class RecipientCache {
 public:
  explicit RecipientCache(std::size_t capacity) : capacity_(capacity) {}

  // Null if it is not there.
  [[nodiscard]] Recipient find(ByteView certificate);
  // Forgets the one that was not used for longest when there are too many.
  void insert(ByteView certificate, Recipient recipient);

 private:
  struct Entry {
    std::string certificate;
    Recipient recipient;
  };
  using Entries = std::list<Entry>;

  void evict_beyond_capacity();

  const std::size_t capacity_;
  std::mutex mutex_;
  Entries entries_;  // last used first
  // Keys look into the entries, which do not move.
  std::unordered_map<std::string_view, Entries::iterator> index_;
};

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_SEAL_RECIPIENT_CACHE_H_
