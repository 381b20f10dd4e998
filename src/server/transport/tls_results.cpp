// SPDX-License-Identifier: Apache-2.0
#include "server/transport/tls_results.h"

#include <algorithm>
#include <utility>

namespace nightmail::transport {
namespace {

constexpr std::size_t kMostDomains = 10'000;
constexpr std::size_t kMostDetails = 50;  // of one domain

TlsResults::PolicyCounts& counts_of(std::vector<TlsResults::PolicyCounts>& all,
                                    std::string_view policy) {
  const auto found = std::ranges::find(all, policy, &TlsResults::PolicyCounts::policy);
  if (found != all.end()) return *found;
  return all.emplace_back(TlsResults::PolicyCounts{policy, 0, 0, {}});
}

void count_detail(std::vector<TlsResults::Failure>& details, const TlsResult& result) {
  for (TlsResults::Failure& detail : details) {
    if (detail.host != result.host || detail.type != result.failure) continue;
    ++detail.sessions;
    return;
  }
  if (details.size() < kMostDetails) details.push_back({result.host, result.failure, 1});
}

}  // namespace

void TlsResults::count(const TlsResult& result) {
  const std::lock_guard lock(mutex_);
  if (domains_.size() >= kMostDomains && !domains_.contains(result.domain)) return;
  PolicyCounts& counts = counts_of(domains_[result.domain], result.policy);
  if (result.failure.empty()) {
    ++counts.successes;
    return;
  }
  ++counts.failures;
  count_detail(counts.details, result);
}

TlsResults::Domains TlsResults::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(domains_, {});
}

}  // namespace nightmail::transport
