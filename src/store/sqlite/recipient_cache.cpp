// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/recipient_cache.h"

namespace nightmail::store {
namespace {

constexpr std::size_t kMaxKnown = 4096;
constexpr std::size_t kMaxCertificate = 16 * 1024;  // larger ones are not kept: bounded memory

}  // namespace

std::optional<Recipient> RecipientCache::find(std::string_view address) {
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(std::string(address));
  if (found == known_.end()) return std::nullopt;
  return found->second;
}

std::uint64_t RecipientCache::generation() {
  const std::lock_guard lock(mutex_);
  return generation_;
}

void RecipientCache::put(std::string_view address, const Recipient& recipient,
                         std::uint64_t generation) {
  if (recipient.certificate.size() > kMaxCertificate) return;
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return;
  if (known_.size() >= kMaxKnown) known_.clear();
  known_.emplace(address, recipient);
}

void RecipientCache::clear() {
  const std::lock_guard lock(mutex_);
  ++generation_;
  known_.clear();
}

}  // namespace nightmail::store
