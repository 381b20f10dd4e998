// SPDX-License-Identifier: Apache-2.0
#include "server/transport/sts_cache.h"

#include <utility>

#include "net/dns_records.h"
#include "net/errors.h"

namespace nightmail::transport {
namespace {

constexpr std::size_t kMostEntries = 10'000;
constexpr std::int64_t kRetryMs = 5 * 60 * 1000;
constexpr net::FetchLimits kLimits{mtasts::kMaxPolicySize, std::chrono::seconds(20), 0};

StsFound found(const std::optional<mtasts::Policy>& policy, std::string_view failure) {
  if (policy && policy->mode == mtasts::Policy::Mode::none) return {std::nullopt, failure};
  return {policy, failure};
}

std::string_view fetch_failure(const Error& error) {
  return net::is_untrusted_peer(error) ? "sts-webpki-invalid" : "sts-policy-fetch-error";
}

}  // namespace

StsCache::Entry StsCache::look(const std::string& domain) {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(domain);
  if (entry == entries_.end()) return {};
  const bool over = entry->second.expires_ms <= clock_.now().unix_ms;
  if (over) entry->second.policy.reset();
  return entry->second;
}

void StsCache::keep(const std::string& domain, Entry entry) {
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= kMostEntries && !entries_.contains(domain))
    entries_.erase(entries_.begin());
  entries_[domain] = std::move(entry);
}

net::Task<StsFound> StsCache::find(net::Loop& loop, std::string domain, net::Deadline deadline) {
  Entry entry = look(domain);
  const net::DnsAnswer answer =
      co_await resolver_.lookup(loop, "_mta-sts." + domain, net::RecordType::txt, deadline);
  const auto id = mtasts::policy_id(parse_all(answer, net::parse_txt));
  // §5.1: a policy that is still valid counts even if its record is gone or cannot be had.
  if (!id || (entry.policy && entry.id == *id)) co_return found(entry.policy, "");
  if (clock_.now().unix_ms < entry.retry_ms) co_return found(entry.policy, entry.failure);
  entry = co_await renew(loop, domain, *id, std::move(entry));
  keep(domain, entry);
  co_return found(entry.policy, entry.failure);
}

net::Task<StsCache::Entry> StsCache::renew(net::Loop& loop, std::string domain, std::string id,
                                           Entry old) {
  const auto fetched = co_await fetcher_.get(
      loop, "https://mta-sts." + domain + "/.well-known/mta-sts.txt", kLimits);
  const std::int64_t now = clock_.now().unix_ms;
  old.retry_ms = now + kRetryMs;
  old.failure = fetched.ok() ? "sts-policy-fetch-error" : fetch_failure(fetched.error());
  if (!fetched.ok() || fetched->status != 200) co_return old;
  const std::string* type = fetched->headers.find("Content-Type");
  const bool plain = type != nullptr && mtasts::is_policy_type(*type);
  auto policy = plain ? mtasts::parse_policy(as_text(fetched->body)) : std::nullopt;
  old.failure = "sts-policy-invalid";
  if (!policy) co_return old;
  const std::int64_t age = std::chrono::milliseconds(policy->max_age).count();
  co_return Entry{std::move(id), std::move(policy), now + age, 0, ""};
}

}  // namespace nightmail::transport
