// SPDX-License-Identifier: Apache-2.0
//
// EdgeServer: mail in. Listens for SMTP (RFC 5321) and LMTP (RFC 2033), seals what comes to the
// keys of its recipients and stores it. Owned by main(); must outlive the loops that run its
// connections.
//
// SECURITY: talks to anybody on the Internet. Sees plain mail in memory only; links nothing that
// could open sealed mail. Writes only through the store; logs ids and sizes, never addresses.

#ifndef NIGHTMAIL_SERVER_EDGE_EDGE_SERVER_H_
#define NIGHTMAIL_SERVER_EDGE_EDGE_SERVER_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "net/endpoint.h"
#include "net/listener.h"
#include "net/loop.h"
#include "net/tls.h"
#include "net/worker_pool.h"
#include "pgp/seal/sealer.h"
#include "server/inbox/recipients.h"
#include "store/store.h"

namespace nightmail::edge {

using inbox::RecipientRules;

struct EdgeConfig {
  std::string hostname;
  std::vector<net::Endpoint> smtp, lmtp;  // where to listen
  RecipientRules recipients;
  std::vector<std::string> proxies;  // networks that must speak PROXY protocol v2
  std::size_t max_message_octets = 50 << 20;
  std::size_t max_recipients = 1000;
  std::size_t max_connections = 1000;
  std::size_t max_connections_per_network = 50;
  std::size_t message_memory_octets = 512 << 20;
  std::chrono::milliseconds command_timeout{std::chrono::minutes(5)};
  std::chrono::milliseconds session_limit{std::chrono::hours(1)};  // however busy a peer looks
};

struct EdgeParts {
  store::Store& store;
  pgp::Sealer& sealer;
  const Clock& clock;
  Random& random;
  Log& log;
  net::LoopGroup& loops;
  net::WorkerPool& workers;
  std::shared_ptr<net::TlsContext> tls;  // null: no STARTTLS
};

class EdgeServer {
 public:
  // Binds all addresses. Errors: a setting that can't be read, net::Errc::address_in_use, ...
  static Result<std::unique_ptr<EdgeServer>> open(const EdgeConfig& config, const EdgeParts& parts);
  ~EdgeServer();
  EdgeServer(const EdgeServer&) = delete;
  EdgeServer& operator=(const EdgeServer&) = delete;

  // Begins to accept. Connections end when the loops stop.
  void start();

  // With the ports that the system chose where 0 was asked for.
  [[nodiscard]] std::vector<net::Endpoint> smtp_endpoints() const;
  [[nodiscard]] std::vector<net::Endpoint> lmtp_endpoints() const;

 private:
  struct Impl;
  explicit EdgeServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightmail::edge

#endif  // NIGHTMAIL_SERVER_EDGE_EDGE_SERVER_H_
