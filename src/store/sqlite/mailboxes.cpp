// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

constexpr std::int64_t kMessagesAtOnce = 500;

Mailbox read_mailbox(const Statement& row) {
  Mailbox mailbox;
  mailbox.id = row.id<MailboxId>(0);
  if (!row.is_null(1)) mailbox.parent = row.id<MailboxId>(1);
  mailbox.role = row.id<Role>(2);
  mailbox.sealed_name = row.bytes(3);
  mailbox.sort_order = row.integer(4);
  mailbox.subscribed = row.integer(5) != 0;
  mailbox.total = row.integer(6);
  mailbox.unread = row.integer(7);
  return mailbox;
}

Result<std::vector<Mailbox>> read_mailboxes(Database& database, AccountId account) {
  auto rows = database.use(
      "SELECT mailbox, parent, role, sealed_name, sort_order, subscribed, total, unread"
      " FROM mailboxes WHERE account = ? ORDER BY mailbox");
  rows.bind(account);
  std::vector<Mailbox> all;
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return all;
    all.push_back(read_mailbox(rows));
  }
}

const Mailbox* find(const std::vector<Mailbox>& all, MailboxId id) {
  for (const Mailbox& mailbox : all) {
    if (mailbox.id == id) return &mailbox;
  }
  return nullptr;
}

// The parent must be there and not lie below the mailbox itself; no role may be given twice.
Result<> check(const std::vector<Mailbox>& all, const Mailbox& wanted) {
  std::optional<MailboxId> above = wanted.parent;
  for (std::size_t steps = 0; above; ++steps) {
    const Mailbox* parent = find(all, *above);
    if (parent == nullptr || *above == wanted.id || steps > all.size())
      return Error(Errc::not_found, "parent mailbox");
    above = parent->parent;
  }
  for (const Mailbox& other : all) {
    if (wanted.role != Role::none && other.role == wanted.role && other.id != wanted.id)
      return Error(Errc::already_exists, "mailbox role");
  }
  return {};
}

Result<> save_properties(Database& database, AccountId account, const Mailbox& mailbox,
                         std::int64_t number) {
  auto save = database.use(
      "UPDATE mailboxes SET parent = ?, role = ?, sealed_name = ?, sort_order = ?, subscribed = ?,"
      " changed = ?, changed_properties = ? WHERE account = ? AND mailbox = ?");
  mailbox.parent ? save.bind(*mailbox.parent) : save.bind_null();
  save.bind(mailbox.role).bind(mailbox.sealed_name).bind(mailbox.sort_order);
  save.bind(mailbox.subscribed ? 1 : 0).bind(number).bind(number);
  return save.bind(account).bind(mailbox.id).run();
}

Mailbox changed(Mailbox mailbox, const MailboxChange& change) {
  if (change.sealed_name) mailbox.sealed_name = *change.sealed_name;
  if (change.parent) mailbox.parent = *change.parent;
  if (change.role) mailbox.role = *change.role;
  if (change.sort_order) mailbox.sort_order = *change.sort_order;
  if (change.subscribed) mailbox.subscribed = *change.subscribed;
  return mailbox;
}

Result<std::vector<MessageId>> some_members(Database& database, AccountId account, MailboxId id) {
  auto rows =
      database.use("SELECT message FROM memberships WHERE account = ? AND mailbox = ? LIMIT ?");
  rows.bind(account).bind(id).bind(kMessagesAtOnce);
  std::vector<MessageId> ids;
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return ids;
    ids.push_back(rows.id<MessageId>(0));
  }
}

// Takes a bounded number of messages out of the mailbox (RFC 8621 §2.5, onDestroyRemoveEmails).
Result<> empty_some(WriteContext& context, AccountChange& change, MailboxId id) {
  TRY_ASSIGN(const auto ids, some_members(context.database, change.account(), id));
  for (const MessageId message : ids) {
    TRY_ASSIGN(const auto row, load_message(context.database, change.account(), message));
    if (!row) return Error(Errc::corrupt, "membership without message");
    auto others = row->message.mailboxes;
    std::erase(others, id);
    if (others.empty()) {
      TRY(destroy_message(context, change, *row));
    } else {
      TRY(update_message(context, change, *row, others, row->message.keywords));
    }
  }
  return {};
}

// True when the mailbox is gone; false when there are more messages to take out.
Result<bool> destroy_step(WriteContext& context, AccountId account, MailboxId id,
                          bool remove_messages) {
  TRY_ASSIGN(auto change, AccountChange::open(context.database, account));
  TRY_ASSIGN(const auto all, read_mailboxes(context.database, account));
  const Mailbox* mailbox = find(all, id);
  if (mailbox == nullptr) return Error(Errc::not_found, "mailbox");
  for (const Mailbox& other : all) {
    if (other.parent == id) return Error(Errc::mailbox_has_child);
  }
  if (mailbox->total > 0 && !remove_messages) return Error(Errc::mailbox_has_email);
  if (mailbox->total > 0) TRY(empty_some(context, change, id));
  const bool last = mailbox->total <= kMessagesAtOnce;
  if (last) {
    const std::int64_t number = change.next_number();
    auto remove = context.database.use("DELETE FROM mailboxes WHERE account = ? AND mailbox = ?");
    TRY(remove.bind(account).bind(id).run());
    TRY(note_destroyed(context.database, account, Kind::mailbox, number, raw(id)));
    change.mailbox_changed(number);
  }
  TRY(change.save(context));
  return last;
}

}  // namespace

Result<std::vector<Mailbox>> SqliteStore::mailboxes(AccountId account) {
  auto reader = readers_.lend();
  return read_mailboxes(*reader, account);
}

Result<MailboxId> SqliteStore::create_mailbox(AccountId account, const Mailbox& mailbox) {
  return write<MailboxId>([&](WriteContext& context) -> Result<MailboxId> {
    TRY_ASSIGN(auto change, AccountChange::open(context.database, account));
    TRY_ASSIGN(const auto all, read_mailboxes(context.database, account));
    Mailbox fresh = mailbox;
    const std::int64_t number = change.next_number();
    fresh.id = MailboxId{number};
    TRY(check(all, fresh));
    auto insert =
        context.database.use("INSERT INTO mailboxes VALUES (?, ?, NULL, 0, x'', 0, 1, 0, 0, 0, 0)");
    TRY(insert.bind(account).bind(fresh.id).run());
    TRY(save_properties(context.database, account, fresh, number));
    change.mailbox_changed(number);
    TRY(change.save(context));
    return fresh.id;
  });
}

Result<> SqliteStore::update_mailbox(AccountId account, MailboxId id, const MailboxChange& change) {
  return write<void>([&](WriteContext& context) -> Result<> {
    TRY_ASSIGN(auto row, AccountChange::open(context.database, account));
    TRY_ASSIGN(const auto all, read_mailboxes(context.database, account));
    const Mailbox* before = find(all, id);
    if (before == nullptr) return Error(Errc::not_found, "mailbox");
    const Mailbox after = changed(*before, change);
    TRY(check(all, after));
    const std::int64_t number = row.next_number();
    TRY(save_properties(context.database, account, after, number));
    row.mailbox_changed(number);
    return row.save(context);
  });
}

Result<> SqliteStore::destroy_mailbox(AccountId account, MailboxId id, bool remove_messages) {
  for (;;) {
    TRY_ASSIGN(const bool done, write<bool>([&](WriteContext& context) {
                 return destroy_step(context, account, id, remove_messages);
               }));
    if (done) return {};
  }
}

}  // namespace nightmail::store
