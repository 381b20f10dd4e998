// SPDX-License-Identifier: Apache-2.0
//
// OutboundServer: mail out. Runs the queue over a Transport, and opens the door through which
// `nightmaild queue` looks at it. Owned by main(); must outlive the loops that run its tasks.
//
// SECURITY: reads what users sent, opened in memory, and hands it to other servers or to the
// sealer. Writes only through the store; logs ids and reply codes, never addresses.

#ifndef NIGHTMAIL_SERVER_OUTBOUND_OUTBOUND_SERVER_H_
#define NIGHTMAIL_SERVER_OUTBOUND_OUTBOUND_SERVER_H_

#include <memory>
#include <string>

#include "net/worker_pool.h"
#include "server/inbox/recipients.h"
#include "server/outbound/backlog.h"
#include "server/outbound/retry_schedule.h"
#include "server/outbound/transport.h"
#include "server/queue/node_cipher.h"
#include "store/store.h"

namespace nightmail::outbound {

struct OutboundConfig {
  std::string hostname;
  inbox::RecipientRules recipients;
  RetrySchedule schedule;
  BacklogLimits limits;
  std::string door_directory;  // where `nightmaild queue` finds us; empty: nowhere
};

struct OutboundParts {
  store::Store& store;
  const queue::NodeCipher& cipher;
  pgp::Sealer& sealer;
  Transport& transport;
  Signer* signer;  // null: what leaves is not signed
  const Clock& clock;
  Random& random;
  Log& log;
  net::LoopGroup& loops;
  net::WorkerPool& workers;
};

class OutboundServer {
 public:
  // Errors: a rule that can't be read.
  static Result<std::unique_ptr<OutboundServer>> open(const OutboundConfig& config,
                                                      const OutboundParts& parts);
  ~OutboundServer();
  OutboundServer(const OutboundServer&) = delete;
  OutboundServer& operator=(const OutboundServer&) = delete;

  // Begins to deliver; what was queued before a restart goes on where it was.
  void start();

 private:
  struct Impl;
  explicit OutboundServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightmail::outbound

#endif  // NIGHTMAIL_SERVER_OUTBOUND_OUTBOUND_SERVER_H_
