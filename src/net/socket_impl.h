// SPDX-License-Identifier: Apache-2.0
//
// The few socket calls that streams, listeners and the blocking client share.

#ifndef NIGHTMAIL_NET_SOCKET_IMPL_H_
#define NIGHTMAIL_NET_SOCKET_IMPL_H_

#include <sys/socket.h>

#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "net/endpoint.h"
#include "net/stream.h"
#include "net/tls_impl.h"

namespace nightmail::net {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);
  [[nodiscard]] sockaddr* raw() { return reinterpret_cast<sockaddr*>(&storage); }
};

[[nodiscard]] SocketAddress to_socket_address(const Endpoint& endpoint);
[[nodiscard]] Endpoint from_socket_address(const sockaddr_storage& storage);

// A non-blocking TCP socket, closed on exec; -1 and errno on failure.
[[nodiscard]] int make_tcp_socket(bool v4);
void set_no_delay(int fd);

// One attempt, without waiting.
[[nodiscard]] IoStep read_step(int fd, MutableByteView into);
[[nodiscard]] IoStep write_step(int fd, ByteView data);

// A stream over a connected socket.
[[nodiscard]] std::unique_ptr<Stream> make_tcp_stream(Loop& loop, int fd, const Endpoint& peer);

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_SOCKET_IMPL_H_
