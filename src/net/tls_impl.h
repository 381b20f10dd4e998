// SPDX-License-Identifier: Apache-2.0
//
// One TLS session over a non-blocking socket, for the streams of a loop and for the blocking client
// alike. OpenSSL reads and writes the socket itself, so records are copied no more than needed.

#ifndef NIGHTMAIL_NET_TLS_IMPL_H_
#define NIGHTMAIL_NET_TLS_IMPL_H_

#include <openssl/ssl.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "net/errors.h"
#include "net/stream.h"
#include "net/tls.h"

namespace nightmail::net {

// What a step on a non-blocking socket came to.
struct IoStep {
  enum class Kind : std::uint8_t { done, end, want_read, want_write, failed };
  Kind kind = Kind::done;
  std::size_t count = 0;  // bytes, if done
  std::optional<Error> error{};
};

struct SslDeleter {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
struct SslCtxDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

struct TlsContext::Impl {
  bool server = false;
  ServerFiles files;
  std::mutex mutex;
  std::unique_ptr<SSL_CTX, SslCtxDeleter> context;
};

class TlsSession {
 public:
  // `fd` must outlive the session.
  [[nodiscard]] static Result<std::unique_ptr<TlsSession>> make(const TlsContext& context, int fd,
                                                                const TlsPeer& peer);

  [[nodiscard]] IoStep handshake();
  [[nodiscard]] IoStep read(MutableByteView into);
  [[nodiscard]] IoStep peek();  // done: there is at least one byte to read
  [[nodiscard]] IoStep write(ByteView data);
  [[nodiscard]] bool has_pending() const { return SSL_has_pending(ssl_.get()) != 0; }
  void send_close_notify();
  [[nodiscard]] TlsInfo info() const;

 private:
  TlsSession() = default;
  IoStep step_of(int returned);
  Error failure();

  int fd_ = -1;
  bool saw_end_ = false;  // the socket ended; set by the BIO
  bool established_ = false;
  std::unique_ptr<SSL, SslDeleter> ssl_;
  friend struct SocketBio;
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_TLS_IMPL_H_
