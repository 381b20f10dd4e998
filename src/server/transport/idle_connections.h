// SPDX-License-Identifier: Apache-2.0
//
// IdleConnections: connections that have delivered and may deliver again soon, a few for each
// server and each way it was met. Each stays on its loop and is closed there after a while. Owned
// by the transport; any loop's thread, each for its own connections. Must outlive the loops'
// running.

#ifndef NIGHTMAIL_SERVER_TRANSPORT_IDLE_CONNECTIONS_H_
#define NIGHTMAIL_SERVER_TRANSPORT_IDLE_CONNECTIONS_H_

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "net/loop.h"
#include "server/transport/connection.h"

namespace nightmail::transport {

class IdleConnections {
 public:
  explicit IdleConnections(std::chrono::milliseconds idle_time) : idle_time_(idle_time) {}

  // One of this loop's that still listens, or null.
  [[nodiscard]] net::Task<std::unique_ptr<Connection>> take(net::Loop& loop, std::string key);
  // Keeps it for later, or closes it if there are enough.
  [[nodiscard]] net::Task<void> put(net::Loop& loop, std::string key,
                                    std::unique_ptr<Connection> connection);

 private:
  struct Idle {
    net::Loop* loop;
    std::string key;
    std::uint64_t number;
    std::unique_ptr<Connection> connection;
  };
  [[nodiscard]] std::unique_ptr<Connection> remove(net::Loop& loop, const std::string& key);
  [[nodiscard]] std::unique_ptr<Connection> remove(std::uint64_t number);
  [[nodiscard]] bool full(net::Loop& loop, const std::string& key);
  [[nodiscard]] net::Task<void> expire(net::Loop& loop, std::uint64_t number);

  const std::chrono::milliseconds idle_time_;
  std::mutex mutex_;
  std::list<Idle> idle_;
  std::uint64_t next_ = 0;
};

}  // namespace nightmail::transport

#endif  // NIGHTMAIL_SERVER_TRANSPORT_IDLE_CONNECTIONS_H_
