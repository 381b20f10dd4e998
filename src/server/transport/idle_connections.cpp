// SPDX-License-Identifier: Apache-2.0
#include "server/transport/idle_connections.h"

#include <algorithm>
#include <utility>

namespace nightmail::transport {
namespace {

constexpr std::ptrdiff_t kMostOfAKind = 2;

}  // namespace

std::unique_ptr<Connection> IdleConnections::remove(net::Loop& loop, const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(
      idle_, [&](const Idle& idle) { return idle.loop == &loop && idle.key == key; });
  if (found == idle_.end()) return nullptr;
  auto connection = std::move(found->connection);
  idle_.erase(found);
  return connection;
}

std::unique_ptr<Connection> IdleConnections::remove(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(idle_, number, &Idle::number);
  if (found == idle_.end()) return nullptr;
  auto connection = std::move(found->connection);
  idle_.erase(found);
  return connection;
}

bool IdleConnections::full(net::Loop& loop, const std::string& key) {
  const std::lock_guard lock(mutex_);
  return std::ranges::count_if(idle_, [&](const Idle& idle) {
           return idle.loop == &loop && idle.key == key;
         }) >= kMostOfAKind;
}

net::Task<std::unique_ptr<Connection>> IdleConnections::take(net::Loop& loop, std::string key) {
  while (auto connection = remove(loop, key)) {
    const bool alive = co_await connection->still_alive();
    if (alive) co_return connection;
  }
  co_return nullptr;
}

net::Task<void> IdleConnections::put(net::Loop& loop, std::string key,
                                     std::unique_ptr<Connection> connection) {
  if (!connection->usable() || loop.stopping() || full(loop, key)) {
    co_await connection->quit();
    co_return;
  }
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = next_++;
    idle_.push_back({&loop, std::move(key), number, std::move(connection)});
  }
  loop.spawn(expire(loop, number));
}

net::Task<void> IdleConnections::expire(net::Loop& loop, std::uint64_t number) {
  (void)co_await loop.sleep(idle_time_);
  const auto connection = remove(number);
  if (connection) co_await connection->quit();
}

}  // namespace nightmail::transport
