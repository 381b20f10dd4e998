// SPDX-License-Identifier: Apache-2.0
//
// Email/query (RFC 8620 §5.5).
#include <algorithm>

#include "store/sqlite/queries.h"
#include "store/sqlite/query_sql.h"
#include "store/sqlite/states.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

constexpr std::size_t kMaxMerged = 64;

bool is_plain_but_for_keywords(const MessageFilter& filter) {
  return filter.in_mailbox_other_than.empty() && !filter.before && !filter.after &&
         !filter.min_size && !filter.max_size && filter.has_keywords.empty();
}

bool is_plain(const MessageFilter& filter) {
  return is_plain_but_for_keywords(filter) && filter.not_keywords.empty();
}

// What is unread in one mailbox: the mailbox keeps this count.
bool is_unread(const MessageFilter& filter) {
  return is_plain_but_for_keywords(filter) && filter.in_mailbox &&
         filter.not_keywords == Keywords{std::string(kSeen)};
}

bool by_received_alone(const std::vector<Sort>& sort) {
  return sort.empty() || (sort.size() == 1 && sort.front().by == SortBy::received);
}

Result<std::int64_t> one_number(Statement row) {
  TRY_ASSIGN(const bool found, row.step());
  return found ? row.integer(0) : 0;
}

// Where the page starts.
Result<std::int64_t> anchor_position(Database& database, const QuerySql& sql,
                                     const QueryPage& page) {
  auto rows = sql.ids(database);
  for (std::int64_t index = 0;; ++index) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return Error(Errc::not_found, "anchor");
    if (rows.id<MessageId>(0) == *page.anchor)
      return std::max<std::int64_t>(0, index + page.anchor_offset);
  }
}

// All mail by time, from the heads of the mailboxes' orders: no index of its own is needed. A page
// of the union is in the union of the pages. Empty: too many mailboxes.
Result<std::string> merged_sql(Database& database, AccountId account, bool ascending,
                               std::int64_t rows_needed) {
  auto mailboxes = database.use("SELECT mailbox FROM mailboxes WHERE account = ?");
  mailboxes.bind(account);
  const std::string order = ascending ? "received, message" : "received DESC, message DESC";
  std::string sql;
  for (std::size_t count = 0;; ++count) {
    TRY_ASSIGN(const bool row, mailboxes.step());
    if (!row) break;
    if (count >= kMaxMerged) return std::string();
    sql += count == 0 ? "SELECT message FROM (" : " UNION ";
    sql += "SELECT * FROM (SELECT received, message FROM memberships WHERE account = " +
           std::to_string(raw(account)) + " AND mailbox = " + std::to_string(mailboxes.integer(0)) +
           " ORDER BY " + order + " LIMIT " + std::to_string(rows_needed) + ")";
  }
  if (!sql.empty()) sql += ") ORDER BY " + order;
  return sql;
}

Result<Statement> page_rows(Database& database, AccountId account, const MessageFilter& filter,
                            const std::vector<Sort>& sort, const QuerySql& sql,
                            std::int64_t position, std::int64_t limit) {
  if (!filter.in_mailbox && is_plain(filter) && by_received_alone(sort)) {
    const bool ascending = !sort.empty() && sort.front().ascending;
    TRY_ASSIGN(const auto merged, merged_sql(database, account, ascending, position + limit));
    if (!merged.empty()) {
      return database.use_once(merged + " LIMIT " + std::to_string(limit) + " OFFSET " +
                               std::to_string(position));
    }
  }
  return sql.ids(database, limit, position);
}

}  // namespace

Result<std::vector<MessageId>> read_ids(Statement rows) {
  std::vector<MessageId> ids;
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return ids;
    ids.push_back(rows.id<MessageId>(0));
  }
}

Result<std::int64_t> count_results(Database& database, AccountId account,
                                   const MessageFilter& filter, const QuerySql& sql) {
  if (is_unread(filter)) {
    auto row = database.use("SELECT unread FROM mailboxes WHERE account = ? AND mailbox = ?");
    row.bind(account).bind(*filter.in_mailbox);
    return one_number(std::move(row));
  }
  if (!is_plain(filter)) return one_number(sql.count(database));
  if (filter.in_mailbox) {
    auto row = database.use("SELECT total FROM mailboxes WHERE account = ? AND mailbox = ?");
    row.bind(account).bind(*filter.in_mailbox);
    return one_number(std::move(row));
  }
  auto row = database.use("SELECT message_count FROM accounts WHERE account = ?");
  row.bind(account);
  return one_number(std::move(row));
}

Result<QueryResult> SqliteStore::query_messages(AccountId account, const MessageFilter& filter,
                                                const std::vector<Sort>& sort,
                                                const QueryPage& page) {
  auto reader = readers_.lend();
  TRY_ASSIGN(const auto states, read_states(*reader, account));
  const QuerySql sql(account, filter, sort);
  QueryResult result;
  result.state = states.message;
  if (page.calculate_total || (page.position < 0 && !page.anchor)) {
    TRY_ASSIGN(result.total, count_results(*reader, account, filter, sql));
  }
  if (page.anchor) {
    TRY_ASSIGN(result.position, anchor_position(*reader, sql, page));
  } else if (page.position < 0) {
    result.position = std::max<std::int64_t>(0, *result.total + page.position);
  } else {
    result.position = page.position;
  }
  const std::int64_t limit = std::max<std::int64_t>(0, page.limit);
  TRY_ASSIGN(auto rows, page_rows(*reader, account, filter, sort, sql, result.position, limit));
  TRY_ASSIGN(result.ids, read_ids(std::move(rows)));
  if (!page.calculate_total) result.total.reset();
  return result;
}

}  // namespace nightmail::store
