// SPDX-License-Identifier: Apache-2.0
//
// ApiServer: the HTTP side: login, JMAP, blobs, push (docs/protocol.md). Owned by main(); must
// outlive the loops that run its connections.
//
// SECURITY: talks to anybody on the Internet. Sees sealed mail only, and of passwords only what
// OPAQUE shows (RFC 9807); links nothing that could open mail. Writes only through the store; logs
// ids, never addresses of users or clients.

#ifndef NIGHTMAIL_SERVER_API_API_SERVER_H_
#define NIGHTMAIL_SERVER_API_API_SERVER_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "net/endpoint.h"
#include "net/fetch.h"
#include "net/loop.h"
#include "net/tls.h"
#include "net/worker_pool.h"
#include "server/api/config.h"
#include "server/queue/submitter.h"
#include "server/web/web_files.h"
#include "store/store.h"

namespace nightmail::api {

struct ApiParts {
  store::Store& store;
  const Clock& clock;
  Random& random;
  Log& log;
  net::LoopGroup& loops;
  net::WorkerPool& workers;
  std::shared_ptr<net::TlsContext> tls;      // null: plain HTTP (behind a proxy, or on loopback)
  const web::WebFiles* web_files = nullptr;  // null: a page that says how to log in otherwise
  const net::Fetcher* fetcher = nullptr;     // for keys in other domains; null: none are looked for
  queue::Submitter* submitter = nullptr;     // null: nothing can be sent
};

class ApiServer {
 public:
  // Reads or makes the service's OPAQUE keys and binds all addresses. An empty `base_url` becomes
  // "http://localhost:PORT". Errors: net::Errc::address_in_use, the store's, ...
  [[nodiscard]] static Result<std::unique_ptr<ApiServer>> open(ApiConfig config,
                                                               std::vector<net::Endpoint> listen,
                                                               std::size_t max_connections,
                                                               const ApiParts& parts);
  ~ApiServer();
  ApiServer(const ApiServer&) = delete;
  ApiServer& operator=(const ApiServer&) = delete;

  // Begins to accept. Connections end when the loops stop.
  void start();

  // With the ports that the system chose where 0 was asked for.
  [[nodiscard]] const std::vector<net::Endpoint>& endpoints() const;
  [[nodiscard]] const ApiConfig& config() const;

 private:
  struct Impl;
  explicit ApiServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_API_SERVER_H_
