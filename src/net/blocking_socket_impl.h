// SPDX-License-Identifier: Apache-2.0
//
// BlockingSocket: a TCP or TLS connection for code without a loop. Each call waits up to a
// deadline, or until another thread raises the interrupt. For .cpp files of this room only.

#ifndef NIGHTMAIL_NET_BLOCKING_SOCKET_IMPL_H_
#define NIGHTMAIL_NET_BLOCKING_SOCKET_IMPL_H_

#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "net/deadline.h"
#include "net/tls_impl.h"
#include "net/url.h"

namespace nightmail::net {

class BlockingSocket {
 public:
  // Resolves, connects and, if the URL says so, shakes hands. `interrupt_fd` is an eventfd.
  [[nodiscard]] static Result<std::unique_ptr<BlockingSocket>> connect(const BaseUrl& to,
                                                                       const TlsContext* tls,
                                                                       int interrupt_fd,
                                                                       Deadline deadline);
  ~BlockingSocket();
  BlockingSocket(const BlockingSocket&) = delete;
  BlockingSocket& operator=(const BlockingSocket&) = delete;

  // 0: the peer ended the connection in order.
  [[nodiscard]] Result<std::size_t> read_some(MutableByteView into, Deadline deadline);
  // `time` is for each step: a long upload may last as long as it moves.
  [[nodiscard]] Result<void> write_all(ByteView data, std::chrono::milliseconds time);
  // The peer has neither closed nor said anything: fit for another request.
  [[nodiscard]] bool still_idle() const;

 private:
  BlockingSocket(int fd, int interrupt_fd) : fd_(fd), interrupt_fd_(interrupt_fd) {}
  [[nodiscard]] Result<void> wait_for(IoStep::Kind want, Deadline deadline) const;
  [[nodiscard]] Result<void> handshake(const TlsContext& tls, const std::string& host,
                                       Deadline deadline);
  friend class Connector;

  int fd_;
  int interrupt_fd_;
  std::unique_ptr<TlsSession> tls_;
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_BLOCKING_SOCKET_IMPL_H_
