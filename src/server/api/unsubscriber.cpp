// SPDX-License-Identifier: Apache-2.0
#include "server/api/unsubscriber.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace nightmail::api {
namespace {

constexpr std::int64_t kPerAccount = 50;
constexpr std::int64_t kPeriodSeconds = 3600;
constexpr std::int64_t kAtOnce = 3;  // so that most workers stay free
constexpr net::FetchLimits kLimits{1024 * 1024, std::chrono::milliseconds(10'000), 0};
constexpr std::chrono::seconds kPatience{12};
// Calls are counted for all accounts together.
constexpr store::AccountId kEverybody{0};

UnsubscribeOutcome judge(const Result<net::Fetched>& answer) {
  if (!answer.ok()) return UnsubscribeOutcome::unreachable;
  const bool success = answer->status >= 200 && answer->status < 300;
  return success ? UnsubscribeOutcome::done : UnsubscribeOutcome::refused;
}

}  // namespace

std::string_view outcome_name(UnsubscribeOutcome outcome) {
  switch (outcome) {
    case UnsubscribeOutcome::done:
      return "done";
    case UnsubscribeOutcome::refused:
      return "refused";
    case UnsubscribeOutcome::unreachable:
      return "unreachable";
    case UnsubscribeOutcome::rate_limited:
      return "rateLimited";
  }
  return {};
}

// Shared, so that a loop that stops leaves nothing dangling.
struct Unsubscriber::Attempt {
  std::mutex mutex;
  std::condition_variable changed;
  std::string url;
  std::optional<UnsubscribeOutcome> outcome;
};

Unsubscriber::Unsubscriber(const net::Fetcher& fetcher, net::LoopGroup& loops, const Clock& clock,
                           Random& random)
    : fetcher_(fetcher),
      loops_(loops),
      clock_(clock),
      per_account_(kPerAccount, kPeriodSeconds, random, 1 << 12),
      running_(std::make_shared<Concurrency>(kAtOnce)) {}

bool Unsubscriber::may_ask(store::AccountId account) {
  return !per_account_.take(account, clock_.now());
}

UnsubscribeOutcome Unsubscriber::post(store::AccountId account, const std::string& url) {
  const auto turn = running_->enter(kEverybody);
  if (!turn || !may_ask(account)) return UnsubscribeOutcome::rate_limited;
  const auto attempt = std::make_shared<Attempt>();
  attempt->url = url;
  net::Loop& loop = loops_.at(0);
  loop.spawn(send(loop, attempt));
  std::unique_lock lock(attempt->mutex);
  attempt->changed.wait_for(lock, kPatience, [&] { return attempt->outcome.has_value(); });
  return attempt->outcome.value_or(UnsubscribeOutcome::unreachable);
}

// RFC 8058 §3.1: the form field and nothing of the user's: no cookie, no authorization.
net::Task<void> Unsubscriber::send(net::Loop& loop, std::shared_ptr<Attempt> attempt) {
  net::Headers headers;
  headers.set("Content-Type", "application/x-www-form-urlencoded");
  const auto answer = co_await fetcher_.post(loop, attempt->url, std::move(headers),
                                             to_bytes("List-Unsubscribe=One-Click"), kLimits);
  const std::lock_guard lock(attempt->mutex);
  attempt->outcome = judge(answer);
  attempt->changed.notify_one();
}

}  // namespace nightmail::api
