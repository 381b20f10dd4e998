// SPDX-License-Identifier: Apache-2.0
//
// HttpServer: serves HTTP/1.1 (RFC 9112) on streams, plain or over TLS. Persistent connections,
// pipelining, chunked bodies, Expect: 100-continue, HEAD. Limits: heads of 16 KiB, bodies as the
// handler says, minimum progress for slow senders.
// Owner: main(); it and the handler outlive all loops. The handler is called on the thread of each
// connection's loop, so by several threads at once if there are several loops.
//
//   HttpServer server(handler, {}, tls_or_null, clock);
//   listener->start(all_loops(group), [&](auto stream) { return server.serve(std::move(stream));
//   });

#ifndef NIGHTMAIL_NET_HTTP_SERVER_H_
#define NIGHTMAIL_NET_HTTP_SERVER_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <variant>

#include "base/clock.h"
#include "net/http.h"
#include "net/loop.h"
#include "net/stream.h"
#include "net/tls.h"

namespace nightmail::net {

// The largest request body that the handler takes, in bytes; more is answered with 413.
struct BodyLimit {
  std::size_t bytes = 0;
  // What bodies may take together; beyond it 503. Null: no cap but `bytes`.
  std::shared_ptr<ByteBudget> budget = nullptr;
  std::shared_ptr<void> place = nullptr;  // becomes the request's; let go when it is answered
};
using HeadVerdict = std::variant<BodyLimit, Response>;

class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  // Before the body is read: how large it may be, or a response at once (401, 404, 405, ...).
  [[nodiscard]] virtual Task<HeadVerdict> on_head(const RequestHead& head, Loop& loop) = 0;
  // HEAD comes here as it is; answer like GET, the server leaves the body away.
  [[nodiscard]] virtual Task<Response> handle(Request request, Loop& loop) = 0;
};

struct HttpServerOptions {
  std::size_t head_limit = 16 * 1024;
  std::chrono::milliseconds handshake_time{15'000};
  std::chrono::milliseconds idle_time{75'000};      // between requests
  std::chrono::milliseconds head_time{15'000};      // from the first byte to the end of the head
  std::chrono::milliseconds progress_time{30'000};  // a body may stand still this long
  std::size_t body_bytes_per_second = 2'000;        // and on average must be at least as fast
  std::chrono::milliseconds write_time{60'000};     // for each piece of a response
  Headers always;  // added to each response that does not have them (security headers)
};

class HttpServer {
 public:
  HttpServer(HttpHandler& handler, HttpServerOptions options, std::shared_ptr<TlsContext> tls,
             const Clock& clock);

  // Serves one connection until it ends.
  [[nodiscard]] Task<void> serve(std::unique_ptr<Stream> stream);

 private:
  HttpHandler& handler_;
  const HttpServerOptions options_;
  const std::shared_ptr<TlsContext> tls_;
  const Clock& clock_;
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_HTTP_SERVER_H_
