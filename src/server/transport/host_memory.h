// SPDX-License-Identifier: Apache-2.0
//
// HostMemory: which mail servers could not be reached lately, so that not every message waits for
// them again; and how many connections each has, so that none gets too many. In memory, of bounded
// size. Owned by the transport; thread-safe.

#ifndef NIGHTMAIL_SERVER_TRANSPORT_HOST_MEMORY_H_
#define NIGHTMAIL_SERVER_TRANSPORT_HOST_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "net/loop.h"

namespace nightmail::transport {

class HostMemory {
 public:
  struct Limits {
    std::size_t total;
    std::size_t per_host;
  };
  HostMemory(const Clock& clock, Limits limits) : clock_(clock), limits_(limits) {}

  // True while the host is left alone after failures: 10 seconds, doubled each time up to 5
  // minutes.
  [[nodiscard]] bool resting(const std::string& host);
  void failed(const std::string& host);
  void worked(const std::string& host);

  // A place for one connection, held as long as the pointer lives; waits for one until the
  // deadline, then null. This object must outlive all places.
  [[nodiscard]] net::Task<std::shared_ptr<void>> place(net::Loop& loop, std::string host,
                                                       net::Deadline deadline);

 private:
  struct Failures {
    unsigned count = 0;
    std::int64_t until_ms = 0;
  };
  struct Waiter {
    net::Loop* loop;
    std::weak_ptr<net::Event> woken;
  };
  [[nodiscard]] bool take(const std::string& host);
  void give_back(const std::string& host);
  void wait_in_line(net::Loop& loop, const std::shared_ptr<net::Event>& woken);

  const Clock& clock_;
  const Limits limits_;
  std::mutex mutex_;
  std::map<std::string, Failures> failures_;
  std::map<std::string, std::size_t> connections_;
  std::size_t total_ = 0;
  std::deque<Waiter> waiters_;
};

}  // namespace nightmail::transport

#endif  // NIGHTMAIL_SERVER_TRANSPORT_HOST_MEMORY_H_
