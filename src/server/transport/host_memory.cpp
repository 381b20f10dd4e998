// SPDX-License-Identifier: Apache-2.0
#include "server/transport/host_memory.h"

#include <algorithm>
#include <utility>

namespace nightmail::transport {
namespace {

constexpr std::size_t kMostHosts = 10'000;
constexpr std::int64_t kFirstRestMs = 10'000;
constexpr std::int64_t kLongestRestMs = 300'000;

}  // namespace

bool HostMemory::resting(const std::string& host) {
  const std::lock_guard lock(mutex_);
  const auto found = failures_.find(host);
  return found != failures_.end() && clock_.now().unix_ms < found->second.until_ms;
}

void HostMemory::failed(const std::string& host) {
  const std::lock_guard lock(mutex_);
  if (failures_.size() >= kMostHosts && !failures_.contains(host))
    failures_.erase(failures_.begin());
  Failures& failures = failures_[host];
  failures.count = std::min(failures.count + 1, 10U);
  const std::int64_t rest = std::min(kFirstRestMs << (failures.count - 1), kLongestRestMs);
  failures.until_ms = clock_.now().unix_ms + rest;
}

void HostMemory::worked(const std::string& host) {
  const std::lock_guard lock(mutex_);
  failures_.erase(host);
}

bool HostMemory::take(const std::string& host) {
  const std::lock_guard lock(mutex_);
  if (total_ >= limits_.total) return false;
  std::size_t& count = connections_[host];
  if (count >= limits_.per_host) return false;
  ++count;
  ++total_;
  return true;
}

// Wakes everybody who waits: whose host it was is not known here, and they are few.
void HostMemory::give_back(const std::string& host) {
  std::deque<Waiter> waiters;
  {
    const std::lock_guard lock(mutex_);
    --total_;
    const auto found = connections_.find(host);
    if (--found->second == 0) connections_.erase(found);
    waiters.swap(waiters_);
  }
  for (const Waiter& waiter : waiters) {
    waiter.loop->post([woken = waiter.woken] {
      if (const auto event = woken.lock()) event->set();
    });
  }
}

void HostMemory::wait_in_line(net::Loop& loop, const std::shared_ptr<net::Event>& woken) {
  const std::lock_guard lock(mutex_);
  std::erase_if(waiters_, [](const Waiter& waiter) { return waiter.woken.expired(); });
  waiters_.push_back({&loop, woken});
}

net::Task<std::shared_ptr<void>> HostMemory::place(net::Loop& loop, std::string host,
                                                   net::Deadline deadline) {
  while (true) {
    // In line before the look, so that no place given back in between is missed.
    const auto woken = std::make_shared<net::Event>(loop);
    wait_in_line(loop, woken);
    if (take(host)) {
      co_return std::shared_ptr<void>(
          this, [host](void* memory) { static_cast<HostMemory*>(memory)->give_back(host); });
    }
    const auto waited = co_await woken->wait(deadline);
    if (!waited.ok()) co_return nullptr;
  }
}

}  // namespace nightmail::transport
