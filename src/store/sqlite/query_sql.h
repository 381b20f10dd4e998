// SPDX-License-Identifier: Apache-2.0
//
// Builds the SQL of a message query: from the mailbox's own order (memberships) where it can.
// Values.

#ifndef NIGHTMAIL_STORE_SQLITE_QUERY_SQL_H_
#define NIGHTMAIL_STORE_SQLITE_QUERY_SQL_H_

#include <string>
#include <variant>
#include <vector>

#include "store/messages.h"
#include "store/sqlite/database.h"

namespace nightmail::store {

class QuerySql {
 public:
  QuerySql(AccountId account, const MessageFilter& filter, const std::vector<Sort>& sort);

  // All ids in order; with a range, only those.
  [[nodiscard]] Statement ids(Database& database) const;
  [[nodiscard]] Statement ids(Database& database, std::int64_t limit, std::int64_t offset) const;
  [[nodiscard]] Statement count(Database& database) const;

 private:
  using Value = std::variant<std::int64_t, std::string>;
  void add(const std::string& condition, Value value);
  void add_mailboxes(const MessageFilter& filter);
  void add_others(const MessageFilter& filter);
  void add_keywords(const MessageFilter& filter);
  void set_order(const std::vector<Sort>& sort);
  [[nodiscard]] Statement bound(Database& database, const std::string& sql) const;

  std::string from_;
  std::string order_;
  std::string id_, received_;
  std::vector<Value> values_;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_QUERY_SQL_H_
