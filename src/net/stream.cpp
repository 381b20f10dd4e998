// SPDX-License-Identifier: Apache-2.0
#include "net/stream.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "net/fd_impl.h"
#include "net/socket_impl.h"
#include "net/tls_impl.h"

namespace nightmail::net {

namespace {

class TcpStream final : public Stream {
 public:
  TcpStream(Loop& loop, int fd, const Endpoint& peer) : fd_(loop, fd), peer_(peer) {}
  ~TcpStream() override { TcpStream::close(); }

  Task<Result<std::size_t>> read_some(MutableByteView into, Deadline deadline) override;
  Task<Result<void>> write_all(ByteView data, Deadline deadline) override;
  Task<Result<void>> wait_readable(Deadline deadline) override;
  Task<Result<PeerWait>> wait_peer(Deadline deadline) override;
  void end_wait_peer() override;
  Task<Result<void>> start_tls(const TlsContext& context, Deadline deadline, TlsPeer peer) override;
  std::optional<TlsInfo> tls() const override;
  void shutdown_write() override;
  void close() override;
  const Endpoint& peer() const override { return peer_; }
  Loop& loop() const override { return fd_.loop(); }

 private:
  // Waits for what the step wants.
  Fd::Waiting ready(const IoStep& step, Deadline deadline, Patience patience) {
    return fd_.wait(step.kind == IoStep::Kind::want_read ? Fd::kRead : Fd::kWrite, deadline,
                    patience);
  }
  IoStep try_read(MutableByteView into) {
    return tls_ ? tls_->read(into) : read_step(fd_.raw(), into);
  }
  IoStep try_peek();
  IoStep try_write(ByteView data) { return tls_ ? tls_->write(data) : write_step(fd_.raw(), data); }

  Fd fd_;
  std::unique_ptr<TlsSession> tls_;
  Endpoint peer_;
  Fd::Waiting* peer_wait_ = nullptr;
};

Task<Result<std::size_t>> TcpStream::read_some(MutableByteView into, Deadline deadline) {
  while (fd_.open()) {
    const IoStep step = try_read(into);
    if (step.kind == IoStep::Kind::done) co_return step.count;
    if (step.kind == IoStep::Kind::end) co_return std::size_t{0};
    if (step.error) co_return *step.error;
    CO_TRY(co_await ready(step, deadline, Patience::until_stop));
  }
  co_return Error(Errc::closed);
}

Task<Result<void>> TcpStream::write_all(ByteView data, Deadline deadline) {
  while (fd_.open()) {
    if (data.empty()) co_return Result<void>();
    const IoStep step = try_write(data);
    if (step.kind == IoStep::Kind::done) {
      data = data.subspan(step.count);
      continue;
    }
    if (step.error) co_return *step.error;
    if (step.kind == IoStep::Kind::end) co_return Error(Errc::closed);
    CO_TRY(co_await ready(step, deadline, Patience::until_grace_ends));
  }
  co_return Error(Errc::closed);
}

Task<Result<void>> TcpStream::wait_readable(Deadline deadline) {
  if (tls_ && tls_->has_pending()) co_return Result<void>();
  pollfd poll_fd{fd_.raw(), POLLIN, 0};
  if (fd_.open() && poll(&poll_fd, 1, 0) == 1) co_return Result<void>();
  co_return co_await fd_.wait(Fd::kRead, deadline, Patience::until_stop);
}

// Looks without reading. Over TLS a close_notify counts as the end, so records are opened.
IoStep TcpStream::try_peek() {
  if (tls_) return tls_->peek();
  std::uint8_t byte = 0;
  const ssize_t got = recv(fd_.raw(), &byte, 1, MSG_PEEK);
  if (got > 0) return {.kind = IoStep::Kind::done};
  const bool later = got < 0 && (errno == EAGAIN || errno == EINTR);
  return {.kind = later ? IoStep::Kind::want_read : IoStep::Kind::end};
}

Task<Result<Stream::PeerWait>> TcpStream::wait_peer(Deadline deadline) {
  while (fd_.open()) {
    const IoStep step = try_peek();
    if (step.kind == IoStep::Kind::done) co_return PeerWait::sent_more;
    if (step.kind != IoStep::Kind::want_read) co_return PeerWait::gone;
    auto waiting = fd_.wait(Fd::kRead, deadline, Patience::until_stop);
    peer_wait_ = &waiting;
    const auto waited = co_await waiting;
    peer_wait_ = nullptr;
    if (!waited.ok()) co_return waited.error();
  }
  co_return Error(Errc::closed);
}

void TcpStream::end_wait_peer() {
  if (peer_wait_ != nullptr) peer_wait_->end(Errc::stopped);
}

Task<Result<void>> TcpStream::start_tls(const TlsContext& context, Deadline deadline,
                                        TlsPeer peer) {
  if (!fd_.open()) co_return Error(Errc::closed);
  CO_TRY_ASSIGN(auto session, TlsSession::make(context, fd_.raw(), peer));
  tls_ = std::move(session);
  while (fd_.open()) {
    const IoStep step = tls_->handshake();
    if (step.kind == IoStep::Kind::done) co_return Result<void>();
    if (step.error) co_return *step.error;
    if (step.kind == IoStep::Kind::end) co_return Error(Errc::closed);
    CO_TRY(co_await ready(step, deadline, Patience::until_stop));
  }
  co_return Error(Errc::closed);
}

std::optional<TlsInfo> TcpStream::tls() const {
  if (!tls_) return std::nullopt;
  return tls_->info();
}

void TcpStream::shutdown_write() {
  if (!fd_.open()) return;
  if (tls_) tls_->send_close_notify();
  ::shutdown(fd_.raw(), SHUT_WR);
}

void TcpStream::close() {
  if (!fd_.open()) return;
  if (tls_) tls_->send_close_notify();
  fd_.close();
}

Result<int> begin_connect(const Endpoint& to) {
  const int fd = make_tcp_socket(to.address.is_v4);
  if (fd < 0) return error_from_errno(errno, "socket");
  SocketAddress address = to_socket_address(to);
  if (connect(fd, address.raw(), address.size) == 0 || errno == EINPROGRESS) return fd;
  const Error error = error_from_errno(errno, "connect");
  ::close(fd);
  return error;
}

}  // namespace

std::unique_ptr<Stream> make_tcp_stream(Loop& loop, int fd, const Endpoint& peer) {
  set_no_delay(fd);
  return std::make_unique<TcpStream>(loop, fd, peer);
}

Task<Result<std::unique_ptr<Stream>>> tcp_connect(Loop& loop, Endpoint to, Deadline deadline) {
  CO_TRY_ASSIGN(const int raw, begin_connect(to));
  Fd fd(loop, raw);
  CO_TRY(co_await fd.wait(Fd::kWrite, deadline, Patience::until_stop));
  int failure = 0;
  socklen_t size = sizeof(failure);
  getsockopt(raw, SOL_SOCKET, SO_ERROR, &failure, &size);
  if (failure != 0) co_return error_from_errno(failure, "connect");
  co_return make_tcp_stream(loop, fd.release(), to);
}

}  // namespace nightmail::net
