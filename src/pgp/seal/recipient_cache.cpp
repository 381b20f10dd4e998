// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/recipient_cache.h"

namespace nightmail::pgp {

Recipient RecipientCache::find(ByteView certificate) {
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(as_text(certificate));
  if (found == index_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->recipient;
}

void RecipientCache::insert(ByteView certificate, Recipient recipient) {
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(as_text(certificate));
  if (found != index_.end()) {
    found->second->recipient = std::move(recipient);
    return;
  }
  entries_.push_front({to_string(certificate), std::move(recipient)});
  index_.emplace(entries_.front().certificate, entries_.begin());
  evict_beyond_capacity();
}

void RecipientCache::evict_beyond_capacity() {
  while (entries_.size() > capacity_) {
    index_.erase(entries_.back().certificate);
    entries_.pop_back();
  }
}

}  // namespace nightmail::pgp
