// SPDX-License-Identifier: Apache-2.0
//
// Peer: a plain blocking SMTP client on loopback, with every freedom to misbehave. Waits at most 10
// seconds for anything.

#ifndef NIGHTMAIL_SERVER_EDGE_PEER_TEST_H_
#define NIGHTMAIL_SERVER_EDGE_PEER_TEST_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "base/assert.h"

namespace nightmail::edge {

class Peer {
 public:
  explicit Peer(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{10, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    NM_ASSERT(connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
  }
  Peer(Peer&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)),
        tls_(std::move(other.tls_)),
        unread_(std::move(other.unread_)) {}
  Peer& operator=(Peer&&) = delete;
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer() { hang_up(); }

  // False once the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                             : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // One reply, all its lines; empty at the end of the connection.
  std::string reply() {
    std::string whole;
    for (;;) {
      const std::string line = read_line();
      whole += line;
      if (line.size() < 4 || line[3] != '-') return whole;
    }
  }
  bool has_reply_within(std::chrono::milliseconds time) {
    if (!unread_.empty()) return true;
    pollfd waiting{fd_, POLLIN, 0};
    return poll(&waiting, 1, static_cast<int>(time.count())) > 0;
  }
  std::string command(const std::string& line) { return send(line + "\r\n") ? reply() : ""; }
  // The server has closed; nothing more was to be read.
  bool closed() { return reply().empty(); }

  void half_close() { shutdown(fd_, SHUT_WR); }
  void hang_up() {
    tls_.reset();  // without close_notify
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }
  bool start_tls() {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(
        SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    tls_.reset(SSL_new(context.get()));
    SSL_set_fd(tls_.get(), fd_);
    return SSL_connect(tls_.get()) == 1;
  }

 private:
  std::string read_line() {
    for (;;) {
      const std::size_t end = unread_.find("\r\n");
      if (end != std::string::npos) {
        std::string line = unread_.substr(0, end + 2);
        unread_.erase(0, end + 2);
        return line;
      }
      char some[4096];
      const auto got =
          tls_ ? SSL_read(tls_.get(), some, sizeof some) : recv(fd_, some, sizeof some, 0);
      if (got <= 0) return std::exchange(unread_, "");
      unread_.append(some, static_cast<std::size_t>(got));
    }
  }

  struct FreeTls {
    void operator()(SSL* tls) const { SSL_free(tls); }
  };
  int fd_;
  std::unique_ptr<SSL, FreeTls> tls_;
  std::string unread_;
};

}  // namespace nightmail::edge

#endif  // NIGHTMAIL_SERVER_EDGE_PEER_TEST_H_
