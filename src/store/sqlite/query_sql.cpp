// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/query_sql.h"

#include <algorithm>

namespace nightmail::store {
namespace {

bool needs_messages(const MessageFilter& filter, const std::vector<Sort>& sort) {
  const bool by_size =
      std::any_of(sort.begin(), sort.end(), [](const Sort& one) { return one.by == SortBy::size; });
  return by_size || !filter.in_mailbox || filter.min_size || filter.max_size ||
         !filter.has_keywords.empty() || !filter.not_keywords.empty() ||
         !filter.in_mailbox_other_than.empty();
}

}  // namespace

QuerySql::QuerySql(AccountId account, const MessageFilter& filter, const std::vector<Sort>& sort) {
  const bool messages = needs_messages(filter, sort);
  const std::string row = filter.in_mailbox ? "x" : "m";
  id_ = row + ".message";
  received_ = row + ".received";
  if (!filter.in_mailbox) {
    from_ = " FROM messages m WHERE m.account = ?";
  } else if (messages) {
    from_ =
        " FROM memberships x CROSS JOIN messages m ON m.account = x.account"
        " AND m.message = x.message WHERE x.account = ?";
  } else {
    from_ = " FROM memberships x WHERE x.account = ?";
  }
  values_.emplace_back(raw(account));
  add_mailboxes(filter);
  add_others(filter);
  add_keywords(filter);
  set_order(sort);
}

void QuerySql::add(const std::string& condition, Value value) {
  from_ += " AND " + condition;
  values_.push_back(std::move(value));
}

void QuerySql::add_mailboxes(const MessageFilter& filter) {
  if (filter.in_mailbox) add("x.mailbox = ?", raw(*filter.in_mailbox));
  if (filter.in_mailbox_other_than.empty()) return;
  std::string list;
  for (const MailboxId id : filter.in_mailbox_other_than)
    list += (list.empty() ? "" : ",") + std::to_string(raw(id));
  from_ +=
      " AND EXISTS (SELECT 1 FROM mailboxes b JOIN memberships o ON o.account = b.account"
      " AND o.mailbox = b.mailbox AND o.received = m.received AND o.message = m.message"
      " WHERE b.account = m.account AND b.mailbox NOT IN (" +
      list + "))";
}

void QuerySql::add_others(const MessageFilter& filter) {
  if (filter.before) add(received_ + " < ?", filter.before->unix_ms);
  if (filter.after) add(received_ + " >= ?", filter.after->unix_ms);
  if (filter.min_size) add("m.size >= ?", *filter.min_size);
  if (filter.max_size) add("m.size < ?", *filter.max_size);
}

void QuerySql::add_keywords(const MessageFilter& filter) {
  for (const auto& keyword : filter.has_keywords)
    add("instr(' ' || m.keywords || ' ', ?) > 0", " " + keyword + " ");
  for (const auto& keyword : filter.not_keywords)
    add("instr(' ' || m.keywords || ' ', ?) = 0", " " + keyword + " ");
}

// Newest first if nothing is asked for; equal ones by id, so that the order is total.
void QuerySql::set_order(const std::vector<Sort>& sort) {
  std::vector<Sort> terms = sort;
  if (terms.empty()) terms.emplace_back();
  order_ = " ORDER BY ";
  for (const Sort& term : terms) {
    order_ += term.by == SortBy::size ? "m.size" : received_;
    order_ += term.ascending ? ", " : " DESC, ";
  }
  order_ += id_ + (terms.front().ascending ? "" : " DESC");
}

Statement QuerySql::bound(Database& database, const std::string& sql) const {
  auto statement = database.use_once(sql);
  for (const Value& value : values_) {
    if (const auto* number = std::get_if<std::int64_t>(&value))
      statement.bind(*number);
    else
      statement.bind(std::get<std::string>(value));
  }
  return statement;
}

Statement QuerySql::ids(Database& database) const {
  return bound(database, "SELECT " + id_ + from_ + order_);
}

Statement QuerySql::ids(Database& database, std::int64_t limit, std::int64_t offset) const {
  return bound(database, "SELECT " + id_ + from_ + order_ + " LIMIT " + std::to_string(limit) +
                             " OFFSET " + std::to_string(offset));
}

Statement QuerySql::count(Database& database) const {
  return bound(database, "SELECT count(*)" + from_);
}

}  // namespace nightmail::store
