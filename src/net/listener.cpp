// SPDX-License-Identifier: Apache-2.0
#include "net/listener.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>

#include "net/fd_impl.h"
#include "net/socket_impl.h"

namespace nightmail::net {

namespace {

// Out of descriptors or memory: accepting again at once would only burn the processor.
constexpr std::chrono::milliseconds kAcceptPause{100};

Error listen_error(int number, const Endpoint& endpoint) {
  const std::string where = to_text(endpoint);
  if (number == EADDRINUSE) {
    return Error(Errc::address_in_use, "another program already listens on " + where +
                                           "; stop it or choose another port");
  }
  if (number == EACCES) {
    return Error(Errc::address_bad,
                 "not allowed to listen on " + where +
                     "; ports below 1024 need root or the capability CAP_NET_BIND_SERVICE");
  }
  return Error(Errc::address_bad,
               "cannot listen on " + where + ": " + error_from_errno(number, "bind").context());
}

Result<int> listen_on(const Endpoint& endpoint, int backlog) {
  const int fd = make_tcp_socket(endpoint.address.is_v4);
  if (fd < 0) return listen_error(errno, endpoint);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  // An IPv6 listener leaves IPv4 to its own, so that one can have both on one port.
  if (!endpoint.address.is_v4) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
  SocketAddress address = to_socket_address(endpoint);
  if (bind(fd, address.raw(), address.size) == 0 && listen(fd, backlog) == 0) return fd;
  const Error error = listen_error(errno, endpoint);
  ::close(fd);
  return error;
}

Endpoint local_endpoint(int fd) {
  SocketAddress address;
  getsockname(fd, address.raw(), &address.size);
  return from_socket_address(address.storage);
}

// What a connection holds as long as it lives: its admission, and its count on its loop.
class Place {
 public:
  Place(std::shared_ptr<void> admission, std::shared_ptr<std::atomic<int>> connections)
      : admission_(std::move(admission)), connections_(std::move(connections)) {
    ++*connections_;
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { --*connections_; }

 private:
  std::shared_ptr<void> admission_;
  std::shared_ptr<std::atomic<int>> connections_;
};

}  // namespace

// Shared by the accepting tasks and by connections on their way to another loop.
struct Listener::Accepting {
  struct Worker {
    Loop* loop;
    std::shared_ptr<std::atomic<int>> connections = std::make_shared<std::atomic<int>>(0);
  };
  std::vector<Worker> workers;  // the first one's loop accepts
  Handler handler;
  std::shared_ptr<ConnectionLimit> limit;
  ListenerOptions options;

  static Task<void> run(std::shared_ptr<Accepting> self, int raw);
  static Task<void> serve(std::shared_ptr<Accepting> self, Loop* loop, int raw, Endpoint peer,
                          std::shared_ptr<void> place);
  [[nodiscard]] const Worker& least_busy() const;
  void take(const std::shared_ptr<Accepting>& self, int raw, const Endpoint& peer);
};

Task<void> Listener::Accepting::run(std::shared_ptr<Accepting> self, int raw) {
  Loop& loop = *self->workers.front().loop;
  Fd fd(loop, raw);
  while (true) {
    SocketAddress address;
    const int accepted = accept4(raw, address.raw(), &address.size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted >= 0) {
      self->take(self, accepted, from_socket_address(address.storage));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!(co_await fd.wait(Fd::kRead, Deadline::never(), Patience::until_stop)).ok()) co_return;
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      if (!(co_await loop.sleep(kAcceptPause)).ok()) co_return;
    }
    if (loop.stopping()) co_return;
  }
}

void Listener::Accepting::take(const std::shared_ptr<Accepting>& self, int raw,
                               const Endpoint& peer) {
  auto admission = limit ? limit->admit(peer.address) : std::make_shared<int>();
  if (!admission) {
    if (!options.refusal.empty()) (void)write_step(raw, as_bytes(options.refusal));
    ::close(raw);
    return;
  }
  const Worker& worker = least_busy();
  worker.loop->spawn(serve(self, worker.loop, raw, peer,
                           std::make_shared<Place>(std::move(admission), worker.connections)));
}

// The accepting loop itself as long as it has no more to do than others: a connection that stays
// wakes no other thread.
const Listener::Accepting::Worker& Listener::Accepting::least_busy() const {
  return *std::min_element(workers.begin(), workers.end(), [](const Worker& a, const Worker& b) {
    return *a.connections < *b.connections;
  });
}

Task<void> Listener::Accepting::serve(std::shared_ptr<Accepting> self, Loop* loop, int raw,
                                      Endpoint peer, std::shared_ptr<void> place) {
  auto stream = make_tcp_stream(*loop, raw, peer);
  stream->hold(std::move(place));
  Task<void> handling = self->handler(std::move(stream));
  self.reset();
  co_await std::move(handling);
}

Result<std::unique_ptr<Listener>> Listener::open(const std::vector<Endpoint>& addresses,
                                                 std::shared_ptr<ConnectionLimit> limit,
                                                 ListenerOptions options) {
  std::unique_ptr<Listener> listener(new Listener());
  for (const Endpoint& address : addresses) {
    TRY_ASSIGN(const int fd, listen_on(address, options.backlog));
    listener->fds_.push_back(fd);
    listener->endpoints_.push_back(local_endpoint(fd));
  }
  listener->limit_ = std::move(limit);
  listener->options_ = std::move(options);
  return listener;
}

Listener::~Listener() {
  for (const int fd : fds_) ::close(fd);
}

void Listener::start(const std::vector<Loop*>& loops, Handler handler) {
  auto accepting = std::make_shared<Accepting>();
  for (Loop* loop : loops) accepting->workers.push_back({loop});
  accepting->handler = std::move(handler);
  accepting->limit = limit_;
  accepting->options = options_;
  for (const int fd : fds_) loops[0]->spawn(Accepting::run(accepting, fd));
  fds_.clear();
}

std::vector<Loop*> all_loops(LoopGroup& group) {
  std::vector<Loop*> loops;
  for (std::size_t i = 0; i < group.size(); ++i) loops.push_back(&group.at(i));
  return loops;
}

}  // namespace nightmail::net
