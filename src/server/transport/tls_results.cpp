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
  return all.emplace_back(TlsResults::PolicyCounts{std::string(policy), 0, 0, {}});
}

void count_detail(std::vector<TlsResults::Failure>& details, TlsResults::Failure counted) {
  for (TlsResults::Failure& detail : details) {
    if (detail.host != counted.host || detail.type != counted.type) continue;
    detail.sessions += counted.sessions;
    return;
  }
  if (details.size() < kMostDetails) details.push_back(std::move(counted));
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
  count_detail(counts.details, {result.host, std::string(result.failure), 1});
}

TlsResults::Domains TlsResults::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(domains_, {});
}

void merge(TlsResults::Domains& into, TlsResults::Domains later) {
  for (auto& [domain, all] : later) {
    if (into.size() >= kMostDomains && !into.contains(domain)) continue;
    auto& known = into[domain];
    for (TlsResults::PolicyCounts& counts : all) {
      TlsResults::PolicyCounts& sum = counts_of(known, counts.policy);
      sum.successes += counts.successes;
      sum.failures += counts.failures;
      for (auto& detail : counts.details) count_detail(sum.details, std::move(detail));
    }
  }
}

}  // namespace nightmail::transport
