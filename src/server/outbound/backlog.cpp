// SPDX-License-Identifier: Apache-2.0
#include "server/outbound/backlog.h"

#include <utility>

namespace nightmail::outbound {
namespace {

template <class Key>
std::size_t count(const std::map<Key, std::size_t>& counts, const Key& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

template <class Key>
void count_down(std::map<Key, std::size_t>& counts, const Key& key) {
  const auto found = counts.find(key);
  if (found != counts.end() && --found->second == 0) counts.erase(found);
}

// How far behind the first to look for one whose destination has room.
constexpr std::size_t kLookAhead = 32;

}  // namespace

bool Backlog::add(Job job) {
  auto& jobs = ready_[job.queued.key.account];
  if (jobs.size() >= limits_.ready_of_account) return false;
  if (!known_.insert(job.queued.key).second) {
    if (jobs.empty()) ready_.erase(job.queued.key.account);
    return false;
  }
  jobs.push_back(std::move(job));
  ++ready_count_;
  return true;
}

bool Backlog::fits(const Job& job) const {
  if (!job.record.local && count(of_domain_, job.record.domain) >= limits_.of_domain) return false;
  return in_flight_ == 0 || octets_ + job.queued.blob_size <= limits_.octets;
}

std::optional<Job> Backlog::take_of(store::AccountId account, std::deque<Job>& jobs) {
  if (count(of_account_, account) >= limits_.of_account) return std::nullopt;
  for (std::size_t i = 0; i < jobs.size() && i < kLookAhead; ++i) {
    if (!fits(jobs[i])) continue;
    Job job = std::move(jobs[i]);
    jobs.erase(jobs.begin() + static_cast<std::ptrdiff_t>(i));
    return job;
  }
  return std::nullopt;
}

std::optional<Job> Backlog::take() {
  if (in_flight_ >= limits_.in_flight) return std::nullopt;
  auto next = ready_.upper_bound(last_);
  for (std::size_t left = ready_.size(); left > 0; --left) {
    if (next == ready_.end()) next = ready_.begin();
    auto job = take_of(next->first, next->second);
    if (!job) {
      ++next;
      continue;
    }
    last_ = next->first;
    if (next->second.empty()) ready_.erase(next);
    --ready_count_;
    ++in_flight_;
    octets_ += job->queued.blob_size;
    ++of_account_[last_];
    if (!job->record.local) ++of_domain_[job->record.domain];
    return job;
  }
  return std::nullopt;
}

void Backlog::finish(const Job& job) {
  known_.erase(job.queued.key);
  --in_flight_;
  octets_ -= job.queued.blob_size;
  count_down(of_account_, job.queued.key.account);
  if (!job.record.local) count_down(of_domain_, job.record.domain);
}

}  // namespace nightmail::outbound
