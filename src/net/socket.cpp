// SPDX-License-Identifier: Apache-2.0
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "net/socket_impl.h"

namespace nightmail::net {

namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

Endpoint from_v4(const sockaddr_storage& storage) {
  sockaddr_in in{};
  std::memcpy(&in, &storage, sizeof(in));
  Endpoint endpoint;
  endpoint.port = ntohs(in.sin_port);
  std::memcpy(endpoint.address.bytes.data(), &in.sin_addr, 4);
  return endpoint;
}

// An IPv4 peer of a dual-stack listener counts as IPv4.
Endpoint from_v6(const sockaddr_storage& storage) {
  sockaddr_in6 in{};
  std::memcpy(&in, &storage, sizeof(in));
  Endpoint endpoint;
  endpoint.port = ntohs(in.sin6_port);
  auto& bytes = endpoint.address.bytes;
  std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
  endpoint.address.is_v4 = std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes.begin());
  if (endpoint.address.is_v4) {
    std::copy_n(bytes.begin() + 12, 4, bytes.begin());
    std::fill(bytes.begin() + 4, bytes.end(), std::uint8_t{0});
  }
  return endpoint;
}

IoStep would_wait_or_failed(IoStep::Kind would_wait, const char* what) {
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return {.kind = would_wait};
  return {.kind = IoStep::Kind::failed, .error = error_from_errno(errno, what)};
}

}  // namespace

SocketAddress to_socket_address(const Endpoint& endpoint) {
  SocketAddress address;
  if (endpoint.address.is_v4) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(endpoint.port);
    std::memcpy(&in.sin_addr, endpoint.address.bytes.data(), 4);
    std::memcpy(&address.storage, &in, sizeof(in));
    address.size = sizeof(in);
  } else {
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    in.sin6_port = htons(endpoint.port);
    std::memcpy(&in.sin6_addr, endpoint.address.bytes.data(), 16);
    std::memcpy(&address.storage, &in, sizeof(in));
    address.size = sizeof(in);
  }
  return address;
}

Endpoint from_socket_address(const sockaddr_storage& storage) {
  return storage.ss_family == AF_INET6 ? from_v6(storage) : from_v4(storage);
}

int make_tcp_socket(bool v4) {
  return socket(v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

void set_no_delay(int fd) {
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

IoStep read_step(int fd, MutableByteView into) {
  const ssize_t got = recv(fd, into.data(), into.size(), 0);
  if (got < 0) return would_wait_or_failed(IoStep::Kind::want_read, "read");
  if (got == 0) return {.kind = IoStep::Kind::end};
  return {.kind = IoStep::Kind::done, .count = static_cast<std::size_t>(got)};
}

IoStep write_step(int fd, ByteView data) {
  const ssize_t sent = send(fd, data.data(), data.size(), MSG_NOSIGNAL);
  if (sent < 0) return would_wait_or_failed(IoStep::Kind::want_write, "write");
  return {.kind = IoStep::Kind::done, .count = static_cast<std::size_t>(sent)};
}

}  // namespace nightmail::net
