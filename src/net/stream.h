// SPDX-License-Identifier: Apache-2.0
//
// Stream: a byte connection, plain at first, over TLS after start_tls. Made by a Listener or by
// tcp_connect, for one loop; used on that loop's thread only. At most one read (or wait) and one
// write at a time; close() may come at any moment and ends both with Errc::closed.
// An awaited operation must have returned before the Stream is destroyed.

#ifndef NIGHTMAIL_NET_STREAM_H_
#define NIGHTMAIL_NET_STREAM_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "net/deadline.h"
#include "net/endpoint.h"
#include "net/task.h"
#include "net/tls.h"

namespace nightmail::net {

class Loop;

// For trace headers: "TLSv1.3", "TLS_AES_256_GCM_SHA384".
struct TlsInfo {
  std::string_view version;
  std::string_view cipher;
};

class Stream {
 public:
  virtual ~Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Waits for at least one byte. 0: the peer ended its side in order (half-close or close; writing
  // may still work). Errc: closed (reset), tls_truncated, tls_failed, timeout, stopped.
  [[nodiscard]] virtual Task<Result<std::size_t>> read_some(MutableByteView into,
                                                            Deadline deadline) = 0;
  // Writes all or fails; after a failure the connection is of no more use.
  [[nodiscard]] virtual Task<Result<void>> write_all(ByteView data, Deadline deadline) = 0;
  // Waits until read_some would not wait (bytes, end or error), so that an idle connection needs no
  // buffer.
  [[nodiscard]] virtual Task<Result<void>> wait_readable(Deadline deadline) = 0;
  // For a connection on which we only write: returns when the peer has gone, or has sent something
  // that nobody reads (its end cannot be seen behind that). Reads nothing.
  enum class PeerWait : std::uint8_t { gone, sent_more };
  [[nodiscard]] virtual Task<Result<PeerWait>> wait_peer(Deadline deadline) = 0;
  // Ends a wait_peer, with Errc::stopped.
  virtual void end_wait_peer() = 0;

  // Server side with a server context, client side with a client context; then `peer` says whom
  // the certificate must be for: a host name, or see net/tls.h. Bytes that were read before are the
  // caller's to throw away (RFC 3207 §4.2).
  [[nodiscard]] virtual Task<Result<void>> start_tls(const TlsContext& context, Deadline deadline,
                                                     TlsPeer peer = {}) = 0;
  [[nodiscard]] virtual std::optional<TlsInfo> tls() const = 0;

  // Says that we send no more (TLS close_notify, TCP FIN); reading still works.
  virtual void shutdown_write() = 0;
  // Ends the connection and all waits on it. May be called twice.
  virtual void close() = 0;

  [[nodiscard]] virtual const Endpoint& peer() const = 0;
  [[nodiscard]] virtual Loop& loop() const = 0;

  // Something that lives as long as the stream (a connection's place in a limit).
  void hold(std::shared_ptr<void> held) { held_ = std::move(held); }

 protected:
  Stream() = default;

 private:
  std::shared_ptr<void> held_;
};

[[nodiscard]] Task<Result<std::unique_ptr<Stream>>> tcp_connect(Loop& loop, Endpoint to,
                                                                Deadline deadline);

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_STREAM_H_
