// SPDX-License-Identifier: Apache-2.0
//
// DeliveryBatch: the deliveries of one group commit. Rows of accounts and mailboxes are read and
// written once per batch, however many messages they get. Writer thread only.

#ifndef NIGHTMAIL_STORE_SQLITE_DELIVERY_BATCH_H_
#define NIGHTMAIL_STORE_SQLITE_DELIVERY_BATCH_H_

#include <map>
#include <vector>

#include "store/messages.h"
#include "store/sqlite/account_change.h"

namespace nightmail::store {

class DeliveryBatch {
 public:
  // Stores one message. `delivery` must stay where it is until the group ends.
  [[nodiscard]] Result<MessageId> add(WriteContext& context, const Delivery& delivery);
  // Writes what is counted in memory. Needed before anything else reads the database, and last.
  [[nodiscard]] Result<> flush(WriteContext& context);

 private:
  struct Target {  // a mailbox that got messages
    MailboxId mailbox{};
    Role role = Role::none;
    std::int64_t total = 0;
    std::int64_t unread = 0;
    std::int64_t changed = 0;
  };
  struct Pending {
    AccountChange change;
    std::vector<Target> targets;
  };
  [[nodiscard]] Result<Pending*> pending(WriteContext& context, AccountId account);
  [[nodiscard]] static Target* find_target(Pending& pending, Role role);

  std::map<AccountId, Pending> accounts_;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_DELIVERY_BATCH_H_
