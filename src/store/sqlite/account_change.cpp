// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/account_change.h"

#include "store/errors.h"
#include "store/sqlite/write_context.h"

namespace nightmail::store {

Result<AccountChange> AccountChange::open(Database& database, AccountId account) {
  auto row = database.use(
      "SELECT last_number, message_state, mailbox_state, used_octets, message_count, quota_octets,"
      " submission_state, outgoing_octets"
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
  change.submission_state_ = row.integer(6);
  change.outgoing_octets_ = row.integer(7);
  change.before_ = change.states();
  return change;
}

AccountStates AccountChange::states() const {
  return {Modseq{mailbox_state_}, Modseq{message_state_}, Modseq{submission_state_}};
}

Result<> AccountChange::save(WriteContext& context) {
  auto update = context.database.use(
      "UPDATE accounts SET last_number = ?, message_state = ?, mailbox_state = ?,"
      " used_octets = ?, message_count = ?, submission_state = ?, outgoing_octets = ?"
      " WHERE account = ?");
  update.bind(last_number_).bind(message_state_).bind(mailbox_state_);
  update.bind(used_octets_).bind(message_count_);
  update.bind(submission_state_).bind(outgoing_octets_).bind(account_);
  TRY(update.run());
  if (states() != before_) context.changed[account_] = states();
  return {};
}

}  // namespace nightmail::store
