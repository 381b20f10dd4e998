// SPDX-License-Identifier: Apache-2.0
//
// Email/queryChanges (RFC 8620 §5.6). Mailboxes and keywords are mutable, so each message that
// changed may have left, joined or moved: it is reported as removed, and as added where it now
// stands. Clients ignore a removed id that they don't have.
#include <unordered_set>

#include "store/sqlite/queries.h"
#include "store/sqlite/states.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

using Ids = std::unordered_set<std::int64_t>;

Result<> collect(Statement rows, std::vector<MessageId>* removed, Ids* changed) {
  TRY_ASSIGN(const auto ids, read_ids(std::move(rows)));
  for (const MessageId id : ids) {
    if (removed != nullptr) removed->push_back(id);
    if (changed != nullptr) changed->insert(raw(id));
  }
  return {};
}

// `changed`: everything living that is new or changed since then.
Result<> collect_changes(Database& database, AccountId account, Modseq since,
                         std::vector<MessageId>& removed, Ids& changed) {
  auto created = database.use("SELECT message FROM messages WHERE account = ? AND message > ?");
  created.bind(account).bind(since);
  TRY(collect(std::move(created), nullptr, &changed));
  auto updated = database.use(
      "SELECT message FROM messages WHERE account = ? AND changed > ? AND changed > message"
      " AND message <= ?");
  updated.bind(account).bind(since).bind(since);
  TRY(collect(std::move(updated), &removed, &changed));
  auto destroyed = database.use(
      "SELECT id FROM destroyed WHERE account = ? AND kind = ? AND number > ? AND id <= ?");
  destroyed.bind(account).bind(Kind::message).bind(since).bind(since);
  return collect(std::move(destroyed), &removed, nullptr);
}

Result<> find_added(Statement rows, const Ids& changed, std::vector<QueryChanges::Added>& added) {
  std::size_t left = changed.size();
  for (std::int64_t index = 0; left > 0; ++index) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return {};
    if (!changed.contains(rows.integer(0))) continue;
    added.push_back({rows.id<MessageId>(0), index});
    --left;
  }
  return {};
}

}  // namespace

Result<QueryChanges> SqliteStore::query_changes(AccountId account, const MessageFilter& filter,
                                                const std::vector<Sort>& sort, Modseq since,
                                                std::optional<MessageId> /*up_to_id*/,
                                                bool calculate_total) {
  auto reader = readers_.lend();
  TRY_ASSIGN(const auto states, read_states(*reader, account));
  TRY(check_since(since, states.message));
  const QuerySql sql(account, filter, sort);
  QueryChanges result;
  result.new_state = states.message;
  Ids changed;
  TRY(collect_changes(*reader, account, since, result.removed, changed));
  TRY(find_added(sql.ids(*reader), changed, result.added));
  if (calculate_total) {
    TRY_ASSIGN(result.total, count_results(*reader, account, filter, sql));
  }
  return result;
}

}  // namespace nightmail::store
