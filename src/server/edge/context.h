// SPDX-License-Identifier: Apache-2.0
//
// What every connection of the edge shares. Built by EdgeServer, const to its connections, outlives
// them.

#ifndef NIGHTMAIL_SERVER_EDGE_CONTEXT_H_
#define NIGHTMAIL_SERVER_EDGE_CONTEXT_H_

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "net/connection_limit.h"
#include "net/tls.h"
#include "net/worker_pool.h"
#include "pgp/seal/sealer.h"
#include "proto/smtp/config.h"
#include "server/edge/message_memory.h"
#include "server/edge/networks.h"
#include "server/inbox/recipients.h"
#include "store/messages.h"

namespace nightmail::edge {

using inbox::RecipientDirectory;

struct EdgeContext {
  std::string hostname;
  // For each read or write, and for the whole rest of a message that is already refused.
  std::chrono::milliseconds command_timeout;
  // However busy a peer looks, its connection ends after this.
  std::chrono::milliseconds session_limit;

  const RecipientDirectory& recipients;
  store::Messages& messages;
  pgp::Sealer& sealer;
  const Clock& clock;
  Random& random;
  Log& log;
  net::WorkerPool& workers;
  MessageMemory& memory;
  std::shared_ptr<net::TlsContext> tls;           // may be null: then STARTTLS is not offered
  Networks proxies;                               // who must speak PROXY protocol
  std::shared_ptr<net::ConnectionLimit> proxied;  // counts the clients behind them
};

}  // namespace nightmail::edge

#endif  // NIGHTMAIL_SERVER_EDGE_CONTEXT_H_
