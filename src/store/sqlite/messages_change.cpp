// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

std::vector<MailboxId> mailboxes_after(const Message& message, const MessageChange& change) {
  std::vector<MailboxId> after = change.mailboxes ? *change.mailboxes : message.mailboxes;
  for (const MailboxId id : change.remove_mailboxes) std::erase(after, id);
  after.insert(after.end(), change.add_mailboxes.begin(), change.add_mailboxes.end());
  return after;
}

Keywords keywords_after(const Message& message, const MessageChange& change) {
  Keywords after = change.keywords ? *change.keywords : message.keywords;
  for (const auto& keyword : change.remove_keywords) std::erase(after, keyword);
  after.insert(after.end(), change.add_keywords.begin(), change.add_keywords.end());
  return after;
}

Result<> replace_summary(WriteContext& context, AccountChange& account, MessageId id,
                         const Bytes& sealed) {
  auto save =
      context.database.use("UPDATE contents SET summary = ? WHERE account = ? AND message = ?");
  TRY(save.bind(sealed).bind(account.account()).bind(id).run());
  const std::int64_t number = account.next_number();
  auto note =
      context.database.use("UPDATE messages SET changed = ? WHERE account = ? AND message = ?");
  TRY(note.bind(number).bind(account.account()).bind(id).run());
  account.message_changed(number);
  return {};
}

Result<> change_one(WriteContext& context, AccountChange& account, const MessageChange& change) {
  TRY_ASSIGN(const auto row, load_message(context.database, account.account(), change.id));
  if (!row) return Error(Errc::not_found, "message");
  TRY(update_message(context, account, *row, mailboxes_after(row->message, change),
                     keywords_after(row->message, change)));
  if (change.sealed_summary)
    TRY(replace_summary(context, account, change.id, *change.sealed_summary));
  return {};
}

Result<> destroy_one(WriteContext& context, AccountChange& account, MessageId id) {
  TRY_ASSIGN(const auto row, load_message(context.database, account.account(), id));
  if (!row) return Error(Errc::not_found, "message");
  return destroy_message(context, account, *row);
}

using Results = std::vector<Result<>>;

// Does `one` for each item; those that are refused don't disturb the others.
template <class Item, class One>
Result<Results> for_each(WriteContext& context, AccountId account, const std::vector<Item>& items,
                         One one) {
  TRY_ASSIGN(auto change, AccountChange::open(context.database, account));
  Results results;
  for (const Item& item : items) {
    results.push_back(one(context, change, item));
    if (!results.back().ok() && fails_group(results.back().error())) return results.back().error();
  }
  TRY(change.save(context));
  return results;
}

}  // namespace

Result<Results> SqliteStore::change_messages(AccountId account,
                                             const std::vector<MessageChange>& changes) {
  return write<Results>(
      [&](WriteContext& context) { return for_each(context, account, changes, change_one); });
}

Result<Results> SqliteStore::destroy_messages(AccountId account,
                                              const std::vector<MessageId>& ids) {
  return write<Results>(
      [&](WriteContext& context) { return for_each(context, account, ids, destroy_one); });
}

}  // namespace nightmail::store
