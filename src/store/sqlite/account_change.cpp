// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/account_change.h"

#include "store/errors.h"
#include "store/sqlite/write_context.h"

namespace nightmail::store {

Result<AccountChange> AccountChange::open(Database& database, AccountId account) {
  auto row = database.use(
      "SELECT last_number, message_state, mailbox_state, used_octets, message_count, quota_octets"
      " FROM accounts WHERE account = ? AND deleting = 0");
  row.bind(account);
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return Error(Errc::not_found, "account");
  AccountChange change;
  change.account_ = account;
  change.last_number_ = row.integer(0);
  change.message_state_ = row.integer(1);
  change.mailbox_state_ = row.integer(2);
  change.used_octets_ = row.integer(3);
  change.message_count_ = row.integer(4);
  change.quota_octets_ = row.integer(5);
  change.before_ = {Modseq{change.mailbox_state_}, Modseq{change.message_state_}};
  return change;
}

Result<> AccountChange::save(WriteContext& context) {
  auto update = context.database.use(
      "UPDATE accounts SET last_number = ?, message_state = ?, mailbox_state = ?,"
      " used_octets = ?, message_count = ? WHERE account = ?");
  update.bind(last_number_).bind(message_state_).bind(mailbox_state_);
  update.bind(used_octets_).bind(message_count_).bind(account_);
  TRY(update.run());
  const AccountStates now{Modseq{mailbox_state_}, Modseq{message_state_}};
  if (now.mailbox != before_.mailbox || now.message != before_.message)
    context.changed[account_] = now;
  return {};
}

}  // namespace nightmail::store
