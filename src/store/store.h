// SPDX-License-Identifier: Apache-2.0
//
// Store: everything the server keeps, behind one interface. Roles take the parts they need
// (edge: Accounts, Messages; api: all). Implementations: store/sqlite (embedded); PostgreSQL and S3
// will stand beside it. Owned by main(); thread-safe; outlives everybody who uses it.

#ifndef NIGHTMAIL_STORE_STORE_H_
#define NIGHTMAIL_STORE_STORE_H_

#include "store/accounts.h"
#include "store/blobs.h"
#include "store/changes.h"
#include "store/errors.h"
#include "store/mailboxes.h"
#include "store/messages.h"
#include "store/protected_messages.h"
#include "store/queue.h"
#include "store/second_factors.h"
#include "store/sessions.h"

namespace nightmail::store {

struct StoreStatistics {
  std::int64_t commits = 0;     // group commits made durable
  std::int64_t deliveries = 0;  // messages stored
  std::int64_t syncs = 0;       // fsync/fdatasync calls
};

class Store : public Accounts,
              public Sessions,
              public ServiceValues,
              public Mailboxes,
              public Messages,
              public Blobs,
              public ProtectedMessages,
              public SecondFactors,
              public Queue,
              public Changes {
 public:
  [[nodiscard]] virtual StoreStatistics statistics() const = 0;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_STORE_H_
