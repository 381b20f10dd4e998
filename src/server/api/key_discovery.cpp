// SPDX-License-Identifier: Apache-2.0
#include "server/api/key_discovery.h"

#include <algorithm>
#include <condition_variable>

#include "net/errors.h"
#include "proto/wkd/wkd.h"
#include "store/address.h"

namespace nightmail::api {
namespace {

using Kind = DiscoveredKey::Kind;

constexpr std::int64_t kLookupsPerAccount = 300;
constexpr std::int64_t kPeriodSeconds = 15 * 60;
constexpr std::int64_t kAtOnce = 3;  // calls, so that most workers stay free
constexpr std::size_t kCacheEntries = 500;
constexpr std::int64_t kHourMs = 3'600'000;
constexpr net::FetchLimits kLimits{256 * 1024, std::chrono::milliseconds(6'000), 3};
constexpr std::chrono::seconds kPatience{15};
// Calls are counted for all accounts together.
constexpr store::AccountId kEverybody{0};

// How long an answer holds: what went wrong may be mended soon.
std::int64_t lifetime_ms(Kind kind) {
  if (kind == Kind::found) return kHourMs;
  return kind == Kind::unreachable ? kHourMs / 60 : kHourMs / 4;
}

// The advanced method is not for this domain: no such host, or one that is there for other reasons
// (a wildcard in DNS) and cannot show that it is meant.
bool try_direct(const Error& error) {
  return error.is(net::Errc::name_not_found) || net::is_untrusted_peer(error);
}

std::string url_of(const wkd::Location& location) {
  return "https://" + location.host + location.target;
}

}  // namespace

// A call's look-ups while they run. Shared, so that a loop that stops leaves nothing dangling.
struct KeyDiscovery::Round {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> addresses;
  std::vector<DiscoveredKey> answers;
  std::size_t running = 0;
};

KeyDiscovery::KeyDiscovery(const net::Fetcher& fetcher, net::LoopGroup& loops, const Clock& clock,
                           Random& random)
    : fetcher_(fetcher),
      loops_(loops),
      clock_(clock),
      per_account_(kLookupsPerAccount, kPeriodSeconds, random, 1 << 12),
      running_(std::make_shared<Concurrency>(kAtOnce)) {}

bool KeyDiscovery::may_ask(store::AccountId account) {
  return !per_account_.take(account, clock_.now());
}

bool KeyDiscovery::from_cache(const CacheKey& key, DiscoveredKey& answer) {
  const std::lock_guard lock(mutex_);
  const auto found = cache_.find(key);
  if (found == cache_.end() || found->second.until <= clock_.now()) return false;
  answer = found->second.key;
  return true;
}

void KeyDiscovery::forget_oldest() {
  cache_.erase(order_.front());
  order_.pop_front();
}

void KeyDiscovery::remember(const CacheKey& key, const DiscoveredKey& answer) {
  const std::lock_guard lock(mutex_);
  if (const auto old = cache_.find(key); old != cache_.end()) {
    order_.erase(old->second.place);
    cache_.erase(old);
  }
  while (cache_.size() >= kCacheEntries) forget_oldest();
  const auto place = order_.insert(order_.end(), key);
  const Timestamp until{clock_.now().unix_ms + lifetime_ms(answer.kind)};
  cache_.emplace(key, Known{answer, until, place});
}

std::vector<DiscoveredKey> KeyDiscovery::find(store::AccountId account,
                                              const std::vector<std::string>& addresses) {
  const auto round = std::make_shared<Round>();
  round->addresses = addresses;
  round->answers.resize(addresses.size());
  const auto turn = running_->enter(kEverybody);
  std::vector<std::size_t> fetched;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    if (from_cache({account, addresses[i]}, round->answers[i])) continue;
    if (!turn || !may_ask(account)) {
      round->answers[i].kind = Kind::rate_limited;
    } else {
      fetched.push_back(i);
    }
  }
  round->running = fetched.size();
  for (const std::size_t i : fetched) {
    net::Loop& loop = loops_.at(i % loops_.size());
    loop.spawn(fetch_one(loop, round, i));
  }
  std::unique_lock lock(round->mutex);
  round->changed.wait_for(lock, kPatience, [&] { return round->running == 0; });
  for (const std::size_t i : fetched) remember({account, addresses[i]}, round->answers[i]);
  return round->answers;
}

net::Task<void> KeyDiscovery::fetch_one(net::Loop& loop, std::shared_ptr<Round> round,
                                        std::size_t index) {
  DiscoveredKey answer = co_await ask_directories(loop, round->addresses[index]);
  const std::lock_guard lock(round->mutex);
  round->answers[index] = std::move(answer);
  --round->running;
  round->changed.notify_one();
}

net::Task<DiscoveredKey> KeyDiscovery::ask_directories(net::Loop& loop, std::string address) {
  const std::string_view local = store::local_part(address);
  const std::string_view domain = store::domain_part(address);
  auto fetched =
      co_await fetcher_.get(loop, url_of(wkd::advanced_location(local, domain)), kLimits);
  if (!fetched.ok() && try_direct(fetched.error())) {
    fetched = co_await fetcher_.get(loop, url_of(wkd::direct_location(local, domain)), kLimits);
  }
  if (!fetched.ok()) {
    const bool nowhere = fetched.error().is(net::Errc::name_not_found);
    const bool no_web = fetched.error().is(net::Errc::refused);
    co_return DiscoveredKey{nowhere || no_web ? Kind::not_found : Kind::unreachable, {}, {}};
  }
  if (fetched->status == 404 || fetched->status == 410) {
    co_return DiscoveredKey{Kind::not_found, {}, {}};
  }
  if (fetched->status != 200) co_return DiscoveredKey{Kind::unreachable, {}, {}};
  co_return judge_directory_answer(fetched->body, address, clock_.now());
}

}  // namespace nightmail::api
