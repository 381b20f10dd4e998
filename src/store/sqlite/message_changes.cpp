// SPDX-License-Identifier: Apache-2.0
//
// Email/changes (RFC 8620 §5.2). Every change of a message has a number of its own, so a page can
// end after any of them. A message that is new to the client counts from its creation.
#include "store/sqlite/message_rows.h"
#include "store/sqlite/states.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

using What = Event::What;

// At most `limit` of each kind, oldest first.
Result<std::vector<Event>> message_events(Database& database, AccountId account, std::int64_t since,
                                          std::int64_t limit) {
  std::vector<Event> events;
  auto created = database.use(
      "SELECT message, message FROM messages WHERE account = ? AND message > ?"
      " ORDER BY message LIMIT ?");
  created.bind(account).bind(since).bind(limit);
  TRY(read_events(std::move(created), What::created, events));
  auto updated = database.use(
      "SELECT changed, message FROM messages WHERE account = ? AND changed > ?"
      " AND changed > message AND message <= ? ORDER BY changed LIMIT ?");
  updated.bind(account).bind(since).bind(since).bind(limit);
  TRY(read_events(std::move(updated), What::updated, events));
  auto destroyed = database.use(
      "SELECT number, id FROM destroyed WHERE account = ? AND kind = ? AND number > ? AND id <= ?"
      " ORDER BY number LIMIT ?");
  destroyed.bind(account).bind(Kind::message).bind(since).bind(since).bind(limit);
  TRY(read_events(std::move(destroyed), What::destroyed, events));
  return events;
}

}  // namespace

Result<MessageChanges> SqliteStore::message_changes(AccountId account, Modseq since,
                                                    std::int64_t limit) {
  auto reader = readers_.lend();
  TRY_ASSIGN(const auto states, read_states(*reader, account));
  TRY(check_since(since, states.message));
  TRY_ASSIGN(auto events, message_events(*reader, account, raw(since), limit + 1));
  return changes_from<MessageId, MessageChanges>(std::move(events), since, states.message, limit);
}

}  // namespace nightmail::store
