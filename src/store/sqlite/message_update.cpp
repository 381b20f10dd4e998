// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "store/errors.h"
#include "store/sqlite/message_rows.h"
#include "store/sqlite/write_context.h"

namespace nightmail::store {
namespace {

bool contains(const std::vector<MailboxId>& ids, MailboxId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

struct Update {
  Database& database;
  const MessageRow& row;
  std::int64_t unread_before;
  std::int64_t unread_after;
  std::int64_t number;
  bool counts_changed = false;

  Result<> leave(MailboxId mailbox) {
    counts_changed = true;
    TRY(remove_membership(database, row.account, mailbox, row.message));
    return change_counts(database, row.account, mailbox, -1, -unread_before, number);
  }
  Result<> enter(MailboxId mailbox) {
    counts_changed = true;
    TRY(insert_membership(database, row.account, mailbox, row.message));
    return change_counts(database, row.account, mailbox, 1, unread_after, number);
  }
  Result<> stay(MailboxId mailbox) {
    if (unread_before == unread_after) return {};
    counts_changed = true;
    return change_counts(database, row.account, mailbox, 0, unread_after - unread_before, number);
  }
};

Result<> move(Update& update, const std::vector<MailboxId>& to) {
  const auto& from = update.row.message.mailboxes;
  for (const MailboxId mailbox : from) {
    if (contains(to, mailbox)) {
      TRY(update.stay(mailbox));
    } else {
      TRY(update.leave(mailbox));
    }
  }
  for (const MailboxId mailbox : to) {
    if (!contains(from, mailbox)) TRY(update.enter(mailbox));
  }
  return {};
}

}  // namespace

Result<> require_mailboxes(Database& database, AccountId account,
                           const std::vector<MailboxId>& mailboxes) {
  if (mailboxes.empty()) return Error(Errc::no_mailbox);
  for (const MailboxId mailbox : mailboxes) {
    auto find = database.use("SELECT 1 FROM mailboxes WHERE account = ? AND mailbox = ?");
    find.bind(account).bind(mailbox);
    TRY_ASSIGN(const bool found, find.step());
    if (!found) return Error(Errc::not_found, "mailbox");
  }
  return {};
}

Result<bool> update_message(WriteContext& context, AccountChange& change, const MessageRow& row,
                            std::vector<MailboxId> mailboxes, Keywords keywords) {
  std::sort(mailboxes.begin(), mailboxes.end());
  mailboxes.erase(std::unique(mailboxes.begin(), mailboxes.end()), mailboxes.end());
  keywords = normal(std::move(keywords));
  TRY(require_mailboxes(context.database, row.account, mailboxes));
  if (mailboxes == row.message.mailboxes && keywords == row.message.keywords) return false;

  const std::int64_t number = change.next_number();
  Update update{context.database, row, has(row.message.keywords, kSeen) ? 0 : 1,
                has(keywords, kSeen) ? 0 : 1, number};
  TRY(move(update, mailboxes));
  const std::string mailbox_text = join(mailboxes);
  const std::string keyword_text = join(keywords);
  auto save = context.database.use(
      "UPDATE messages SET changed = ?, mailboxes = ?, keywords = ?"
      " WHERE account = ? AND message = ?");
  save.bind(number).bind(mailbox_text).bind(keyword_text).bind(row.account).bind(row.message.id);
  TRY(save.run());
  change.message_changed(number);
  if (update.counts_changed) change.mailbox_changed(number);
  return true;
}

}  // namespace nightmail::store
