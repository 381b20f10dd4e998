// SPDX-License-Identifier: Apache-2.0
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "net/blocking_socket_impl.h"
#include "net/socket_impl.h"

namespace nightmail::net {

namespace {

int poll_time(Deadline deadline) {
  if (deadline.is_never()) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline.at - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
}

// Nothing once `fd` is ready.
Result<void> poll_one(int fd, short events, int interrupt_fd, Deadline deadline) {
  while (true) {
    std::array<pollfd, 2> watched{{{fd, events, 0}, {interrupt_fd, POLLIN, 0}}};
    const int ready = poll(watched.data(), watched.size(), poll_time(deadline));
    if (ready < 0 && errno != EINTR) return error_from_errno(errno, "poll");
    if (ready > 0 && watched[1].revents != 0) return Error(Errc::stopped, "interrupted");
    if (ready > 0) return {};
    if (deadline.passed()) return Error(Errc::timeout, "no answer in time");
  }
}

struct AddressListDeleter {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using AddressList = std::unique_ptr<addrinfo, AddressListDeleter>;

// getaddrinfo has no deadline: the system's resolver decides how long it tries.
Result<AddressList> resolve(const BaseUrl& to) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int failure = getaddrinfo(to.host.c_str(), std::to_string(to.port).c_str(), &hints, &list);
  if (failure == 0) return AddressList(list);
  return Error(Errc::name_not_found,
               "cannot find the address of '" + to.host + "': " + gai_strerror(failure));
}

Result<int> connect_one(const addrinfo& address, int interrupt_fd, Deadline deadline) {
  const int fd = make_tcp_socket(address.ai_family == AF_INET);
  if (fd < 0) return error_from_errno(errno, "socket");
  int failure = connect(fd, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  Result<void> waited;
  if (failure == EINPROGRESS) {
    waited = poll_one(fd, POLLOUT, interrupt_fd, deadline);
    socklen_t size = sizeof(failure);
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &size);
  }
  if (waited.ok() && failure == 0) return fd;
  ::close(fd);
  if (!waited.ok()) return waited.error();
  return error_from_errno(failure, "connect");
}

Error explain(const Error& error, const BaseUrl& to) {
  const std::string where = to.host + " port " + std::to_string(to.port);
  if (error.is(Errc::refused)) return Error(Errc::refused, "nothing listens on " + where);
  if (error.is(Errc::timeout)) return Error(Errc::timeout, where + " does not answer");
  if (error.is(Errc::unreachable)) return Error(Errc::unreachable, "no way to " + where);
  return error;
}

// The addresses of a host one after the other, each with its share of the time left.
Result<int> connect_any(const BaseUrl& to, const addrinfo* list, int interrupt_fd,
                        Deadline deadline) {
  Error last(Errc::name_not_found, "'" + to.host + "' has no address");
  for (const addrinfo* address = list; address != nullptr; address = address->ai_next) {
    const auto left = deadline.at - std::chrono::steady_clock::now();
    const Deadline share = address->ai_next == nullptr ? deadline : Deadline::in(left / 2);
    auto connected = connect_one(*address, interrupt_fd, share);
    if (connected.ok()) return connected;
    if (connected.error().is(Errc::stopped)) return connected;
    last = explain(connected.error(), to);
  }
  return last;
}

}  // namespace

Result<std::unique_ptr<BlockingSocket>> BlockingSocket::connect(const BaseUrl& to,
                                                                const TlsContext* tls,
                                                                int interrupt_fd,
                                                                Deadline deadline) {
  if (to.tls && tls == nullptr) return Error(Errc::tls_config, "https without a TLS context");
  TRY_ASSIGN(const AddressList list, resolve(to));
  TRY_ASSIGN(const int fd, connect_any(to, list.get(), interrupt_fd, deadline));
  set_no_delay(fd);
  std::unique_ptr<BlockingSocket> made(new BlockingSocket(fd, interrupt_fd));
  if (to.tls) TRY(made->handshake(*tls, to.host, deadline));
  return made;
}

BlockingSocket::~BlockingSocket() {
  if (tls_) tls_->send_close_notify();
  ::close(fd_);
}

Result<void> BlockingSocket::wait_for(IoStep::Kind want, Deadline deadline) const {
  return poll_one(fd_, want == IoStep::Kind::want_write ? POLLOUT : POLLIN, interrupt_fd_,
                  deadline);
}

Result<void> BlockingSocket::handshake(const TlsContext& tls, const std::string& host,
                                       Deadline deadline) {
  TRY_ASSIGN(tls_, TlsSession::make(tls, fd_, host));
  while (true) {
    const IoStep step = tls_->handshake();
    if (step.kind == IoStep::Kind::done) return {};
    if (step.error) return *step.error;
    if (step.kind == IoStep::Kind::end) return Error(Errc::closed, "closed during the handshake");
    TRY(wait_for(step.kind, deadline));
  }
}

Result<std::size_t> BlockingSocket::read_some(MutableByteView into, Deadline deadline) {
  while (true) {
    const IoStep step = tls_ ? tls_->read(into) : read_step(fd_, into);
    if (step.kind == IoStep::Kind::done) return step.count;
    if (step.kind == IoStep::Kind::end) return std::size_t{0};
    if (step.error) return *step.error;
    TRY(wait_for(step.kind, deadline));
  }
}

Result<void> BlockingSocket::write_all(ByteView data, std::chrono::milliseconds time) {
  while (!data.empty()) {
    const IoStep step = tls_ ? tls_->write(data) : write_step(fd_, data);
    if (step.kind == IoStep::Kind::done) {
      data = data.subspan(step.count);
      continue;
    }
    if (step.error) return *step.error;
    if (step.kind == IoStep::Kind::end) return Error(Errc::closed);
    TRY(wait_for(step.kind, Deadline::in(time)));
  }
  return {};
}

// TLS 1.3 servers send session tickets unasked; they are no reason to give a connection up.
bool BlockingSocket::still_idle() const {
  if (tls_) return tls_->peek().kind == IoStep::Kind::want_read;
  pollfd watched{fd_, POLLIN, 0};
  return poll(&watched, 1, 0) == 0;
}

}  // namespace nightmail::net
