// SPDX-License-Identifier: Apache-2.0
//
// Deleting an account: first it is gone for everybody (one small commit), then its rows go in
// bounded commits, so that other accounts' mail never waits long.
#include <array>

#include "store/sqlite/account_rows.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

constexpr std::int64_t kMessagesAtOnce = 256;

Result<> hide_account(WriteContext& context, AccountId id, Timestamp now) {
  TRY(AccountChange::open(context.database, id));
  Database& database = context.database;
  auto mark = database.use("UPDATE accounts SET deleting = 1 WHERE account = ?");
  TRY(mark.bind(id).run());
  auto reserve = database.use(
      "UPDATE addresses SET account = 0, reserved_until = ?1 WHERE account = ?2 OR account = -?2");
  TRY(reserve.bind(now.unix_ms + kReservedMs).bind(id).run());
  for (const char* sql :
       {"DELETE FROM credentials WHERE account = ?", "DELETE FROM sessions WHERE account = ?",
        "DELETE FROM public_keys WHERE account = ?", "DELETE FROM second_factors WHERE account = ?",
        "DELETE FROM recovery_codes WHERE account = ?",
        "DELETE FROM protected_messages WHERE account = ?",
        "DELETE FROM sealed_items WHERE account = ?", "DELETE FROM parts WHERE account = ?",
        "DELETE FROM submissions WHERE account = ?",
        "DELETE FROM sending_days WHERE account = ?"}) {
    TRY(database.use(sql).bind(id).run());
  }
  context.recipients_changed = true;
  return {};
}

Result<> free_segments(WriteContext& context, Statement rows) {
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return {};
    TRY(free_place(context, {rows.integer(0), rows.integer(1)}, rows.integer(2)));
  }
}

// The id up to which a bounded number of rows lies; 0 if there is none.
Result<std::int64_t> last_of_some(Statement some) {
  TRY_ASSIGN(const bool row, some.step());
  return row ? some.integer(0) : 0;
}

Result<bool> erase_some_messages(WriteContext& context, AccountId id) {
  Database& database = context.database;
  auto some = database.use(
      "SELECT coalesce(max(message), 0) FROM"
      " (SELECT message FROM messages WHERE account = ? ORDER BY message LIMIT ?)");
  some.bind(id).bind(kMessagesAtOnce);
  TRY_ASSIGN(const std::int64_t last, last_of_some(std::move(some)));
  if (last == 0) return false;
  auto places = database.use(
      "SELECT segment, position, size FROM messages"
      " WHERE account = ? AND message <= ? AND segment > 0");
  places.bind(id).bind(last);
  TRY(free_segments(context, std::move(places)));
  auto contents = database.use("DELETE FROM contents WHERE account = ? AND message <= ?");
  TRY(contents.bind(id).bind(last).run());
  auto messages = database.use("DELETE FROM messages WHERE account = ? AND message <= ?");
  TRY(messages.bind(id).bind(last).run());
  return true;
}

Result<bool> erase_some_blobs(WriteContext& context, AccountId id) {
  Database& database = context.database;
  auto some = database.use(
      "SELECT coalesce(max(blob), 0) FROM"
      " (SELECT blob FROM blobs WHERE account = ? ORDER BY blob LIMIT ?)");
  some.bind(id).bind(kMessagesAtOnce);
  TRY_ASSIGN(const std::int64_t last, last_of_some(std::move(some)));
  if (last == 0) return false;
  auto places = database.use(
      "SELECT segment, position, size FROM blobs WHERE account = ? AND blob <= ? AND segment > 0");
  places.bind(id).bind(last);
  TRY(free_segments(context, std::move(places)));
  auto remove = database.use("DELETE FROM blobs WHERE account = ? AND blob <= ?");
  TRY(remove.bind(id).bind(last).run());
  return true;
}

Result<bool> erase_some_outgoing(WriteContext& context, AccountId id) {
  Database& database = context.database;
  auto some = database.use(
      "SELECT coalesce(max(blob), 0) FROM"
      " (SELECT blob FROM outgoing WHERE account = ? ORDER BY blob LIMIT ?)");
  some.bind(id).bind(kMessagesAtOnce);
  TRY_ASSIGN(const std::int64_t last, last_of_some(std::move(some)));
  if (last == 0) return false;
  auto places = database.use(
      "SELECT segment, position, size FROM outgoing"
      " WHERE account = ? AND blob <= ? AND segment > 0");
  places.bind(id).bind(last);
  TRY(free_segments(context, std::move(places)));
  auto remove = database.use("DELETE FROM outgoing WHERE account = ? AND blob <= ?");
  TRY(remove.bind(id).bind(last).run());
  return true;
}

// Narrow rows: many at once. True while there may be more.
Result<bool> erase_some_rows(WriteContext& context, AccountId id) {
  Database& database = context.database;
  auto members = database.use(
      "DELETE FROM memberships WHERE account = ?1 AND (mailbox, received, message) IN"
      " (SELECT mailbox, received, message FROM memberships WHERE account = ?1 LIMIT 2000)");
  TRY(members.bind(id).run());
  auto tombs = database.use(
      "DELETE FROM destroyed WHERE account = ?1 AND (kind, number) IN"
      " (SELECT kind, number FROM destroyed WHERE account = ?1 LIMIT 2000)");
  TRY(tombs.bind(id).run());
  auto known = database.use(
      "DELETE FROM known_recipients WHERE account = ?1 AND recipient IN"
      " (SELECT recipient FROM known_recipients WHERE account = ?1 LIMIT 2000)");
  TRY(known.bind(id).run());
  auto left = database.use(
      "SELECT EXISTS (SELECT 1 FROM memberships WHERE account = ?1)"
      " OR EXISTS (SELECT 1 FROM destroyed WHERE account = ?1)"
      " OR EXISTS (SELECT 1 FROM known_recipients WHERE account = ?1)");
  left.bind(id);
  TRY_ASSIGN(const bool row, left.step());
  return row && left.integer(0) != 0;
}

Result<bool> erase_some(WriteContext& context, AccountId id) {
  TRY_ASSIGN(const bool messages, erase_some_messages(context, id));
  if (messages) return true;
  TRY_ASSIGN(const bool blobs, erase_some_blobs(context, id));
  if (blobs) return true;
  TRY_ASSIGN(const bool outgoing, erase_some_outgoing(context, id));
  if (outgoing) return true;
  TRY_ASSIGN(const bool rows, erase_some_rows(context, id));
  if (rows) return true;
  TRY(context.database.use("DELETE FROM mailboxes WHERE account = ?").bind(id).run());
  TRY(context.database.use("DELETE FROM accounts WHERE account = ?").bind(id).run());
  return false;
}

}  // namespace

Result<> SqliteStore::erase_account(AccountId id) {
  for (;;) {
    TRY_ASSIGN(const bool more,
               write<bool>([id](WriteContext& context) { return erase_some(context, id); }));
    if (!more) return {};
  }
}

Result<> SqliteStore::delete_account(AccountId id, Timestamp now) {
  TRY(write<void>([&](WriteContext& context) { return hide_account(context, id, now); }));
  return erase_account(id);
}

Result<> SqliteStore::finish_deletions() {
  std::vector<AccountId> unfinished;
  {
    auto reader = readers_.lend();
    auto rows = reader->use("SELECT account FROM accounts WHERE deleting = 1");
    for (;;) {
      TRY_ASSIGN(const bool row, rows.step());
      if (!row) break;
      unfinished.push_back(rows.id<AccountId>(0));
    }
  }
  for (const AccountId id : unfinished) TRY(erase_account(id));
  return {};
}

}  // namespace nightmail::store
