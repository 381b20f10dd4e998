// SPDX-License-Identifier: Apache-2.0
//
// HttpClient: blocking HTTP/1.1 requests to one service, for the command line: no loop, no task.
// Keeps one connection alive between requests. Each failure has an Errc of its own (refused,
// name_not_found, tls_verify, timeout, ...), so that the caller can say what to do next.
// Thread rule: one thread at a time; make one HttpClient per thread (they may share the context).

#ifndef NIGHTMAIL_NET_HTTP_CLIENT_H_
#define NIGHTMAIL_NET_HTTP_CLIENT_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "net/http.h"
#include "net/tls.h"
#include "net/url.h"

namespace nightmail::net {

struct ClientResponse {
  unsigned status = 0;
  Headers headers;
  Bytes body;  // empty if the body went to a sink
};

struct HttpClientOptions {
  std::chrono::milliseconds connect_time{15'000};   // name, TCP and TLS together
  std::chrono::milliseconds progress_time{60'000};  // without a byte in or out
  std::size_t body_limit = 64 * 1024 * 1024;        // of a body that is kept in memory
  std::size_t head_limit = 64 * 1024;
  std::string user_agent = "nightmail";
};

struct ClientRequest {
  Method method = Method::get;
  std::string target;  // from the root: "/jmap/api?x=1"; the service's base path is not added
  Headers headers;     // Host, User-Agent, Content-Length and Connection are added
  Bytes body;
  // Hears after each piece of a large body how many octets of it are on the way.
  std::function<void(std::size_t sent)> sent;
  // Instead of the client's progress_time: how long the response may stay silent (event streams).
  std::optional<std::chrono::milliseconds> silence;
};

class HttpClient {
 public:
  // `tls` is a client context; null for http alone.
  HttpClient(BaseUrl service, std::shared_ptr<TlsContext> tls, HttpClientOptions options);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  [[nodiscard]] const BaseUrl& service() const { return service_; }

  // Sends and reads the whole response. A status such as 404 is a response, not an error. A request
  // on a kept connection that the server had closed meanwhile is sent once more on a new one.
  [[nodiscard]] Result<ClientResponse> send(const ClientRequest& request);

  // Like send, but hands a 2xx body piece by piece to `sink`, however long it is; the pieces live
  // only during the call. `sink` ends the exchange by returning an error (which comes back) or
  // false (the end, no error). Bodies of other statuses are kept in ClientResponse::body.
  using Sink = std::function<Result<bool>(ByteView piece)>;
  [[nodiscard]] Result<ClientResponse> send_streaming(const ClientRequest& request,
                                                      const Sink& sink);

  // Any thread: ends a send() that is running now or later, with Errc::stopped, until resume().
  void interrupt();
  void resume();

 private:
  class Connection;
  class Exchange;
  Result<ClientResponse> attempt(const ClientRequest& request, const Sink* sink);
  Result<void> ensure_connected();

  const BaseUrl service_;
  const std::shared_ptr<TlsContext> tls_;
  const HttpClientOptions options_;
  int interrupt_fd_ = -1;  // an eventfd that every wait also watches
  std::unique_ptr<Connection> connection_;
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_HTTP_CLIENT_H_
