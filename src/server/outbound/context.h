// SPDX-License-Identifier: Apache-2.0
//
// What every attempt shares. Built by OutboundServer, const to the attempts, outlives them.

#ifndef NIGHTMAIL_SERVER_OUTBOUND_CONTEXT_H_
#define NIGHTMAIL_SERVER_OUTBOUND_CONTEXT_H_

#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "net/worker_pool.h"
#include "pgp/seal/sealer.h"
#include "server/inbox/recipients.h"
#include "server/outbound/retry_schedule.h"
#include "server/outbound/settler.h"
#include "server/outbound/transport.h"
#include "server/queue/node_cipher.h"
#include "store/store.h"

namespace nightmail::outbound {

struct OutboundContext {
  std::string hostname;
  RetrySchedule schedule;
  store::Store& store;
  const queue::NodeCipher& cipher;
  const inbox::RecipientDirectory& recipients;
  pgp::Sealer& sealer;
  Transport& transport;
  Signer* signer;  // may be null
  const Clock& clock;
  Random& random;
  Log& log;
  net::WorkerPool& workers;
  Settler& settler;
};

}  // namespace nightmail::outbound

#endif  // NIGHTMAIL_SERVER_OUTBOUND_CONTEXT_H_
