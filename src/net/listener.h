// SPDX-License-Identifier: Apache-2.0
//
// Listener: accepts TCP connections on some addresses and gives each to the loop that has fewest of
// them, within limits on how many there are in all and from one network.
// Owner: main(). start() and the accessors from main's thread; accepting runs on the first loop and
// ends with its stop.

#ifndef NIGHTMAIL_NET_LISTENER_H_
#define NIGHTMAIL_NET_LISTENER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "net/connection_limit.h"
#include "net/endpoint.h"
#include "net/loop.h"
#include "net/stream.h"

namespace nightmail::net {

struct ListenerOptions {
  std::string refusal;  // bytes sent, best effort, to a connection beyond the limits
  int backlog = 1024;
};

class Listener {
 public:
  // Runs on the loop of the stream.
  using Handler = std::function<Task<void>(std::unique_ptr<Stream>)>;

  // Binds and listens; port 0 lets the system choose (see endpoints()). Errc::address_in_use names
  // the address and what to do. The loops must outlive the Listener's accepting.
  [[nodiscard]] static Result<std::unique_ptr<Listener>> open(
      const std::vector<Endpoint>& addresses, std::shared_ptr<ConnectionLimit> limit,
      ListenerOptions options);
  ~Listener();

  // Where it listens, with the real ports, in the order of `addresses`.
  [[nodiscard]] const std::vector<Endpoint>& endpoints() const { return endpoints_; }
  // Begins to accept. Once.
  void start(const std::vector<Loop*>& loops, Handler handler);

 private:
  struct Accepting;
  Listener() = default;

  std::vector<Endpoint> endpoints_;
  std::vector<int> fds_;  // until start()
  std::shared_ptr<ConnectionLimit> limit_;
  ListenerOptions options_;
};

// For start(): all loops of a group.
[[nodiscard]] std::vector<Loop*> all_loops(LoopGroup& group);

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_LISTENER_H_
