// SPDX-License-Identifier: Apache-2.0
//
// EmailSubmission/query and /queryChanges (RFC 8621 §7.3, §7.4), over what is still on its way.

#include <algorithm>
#include <set>
#include <utility>

#include "proto/jmap/errors.h"
#include "proto/jmap/query.h"
#include "proto/jmap/values.h"
#include "server/api/ids.h"
#include "server/api/standard_methods.h"
#include "server/api/submission_json.h"

namespace nightmail::api {
namespace {

using store::Submission;

constexpr std::size_t kAtOnce = 500;

struct Row {
  store::SubmissionId id{};
  Timestamp send_at;
};

struct Condition {
  std::optional<std::set<std::string>> emails, threads;
  std::optional<std::string> undo;
  std::optional<Timestamp> before, after;
};

Error wrong_filter(std::string_view what) {
  return Error(jmap::Errc::invalid_arguments, "filter: " + std::string(what));
}

Result<std::set<std::string>> read_ids(std::string_view key, const Json& value) {
  if (!value.is_array()) return wrong_filter(key);
  std::set<std::string> ids;
  for (const Json& one : value.get_array()) {
    if (!one.is_string()) return wrong_filter(key);
    ids.emplace(jmap::text_of(one));
  }
  return ids;
}

Result<> read_member(std::string_view key, const Json& value, Condition& condition) {
  if (key == "emailIds") {
    TRY_ASSIGN(condition.emails, read_ids(key, value));
  } else if (key == "threadIds") {
    TRY_ASSIGN(condition.threads, read_ids(key, value));
  } else if (key == "undoStatus") {
    if (!value.is_string()) return wrong_filter(key);
    condition.undo = std::string(jmap::text_of(value));
  } else if (key == "before" || key == "after") {
    const auto time = value.is_string() ? jmap::parse_utc_date(jmap::text_of(value)) : std::nullopt;
    if (!time) return wrong_filter(key);
    (key == "before" ? condition.before : condition.after) = *time;
  } else {
    return Error(jmap::Errc::unsupported_filter, "no such condition");
  }
  return {};
}

bool matches(const Condition& condition, const Submission& one) {
  const std::string email = one.email ? to_text(*one.email) : std::string();
  const std::string thread = one.email ? thread_id(*one.email) : std::string();
  return (!condition.emails || condition.emails->contains(email)) &&
         (!condition.threads || condition.threads->contains(thread)) &&
         (!condition.undo || *condition.undo == undo_status(one.undo)) &&
         (!condition.before || one.send_at < *condition.before) &&
         (!condition.after || one.send_at >= *condition.after);
}

Result<std::vector<Condition>> read_conditions(jmap::Arguments& reader) {
  TRY_ASSIGN(const JsonObject* filter, reader.object("filter"));
  TRY_ASSIGN(const auto parts, jmap::conjunction(filter));
  std::vector<Condition> conditions;
  for (const JsonObject* part : parts) {
    Condition condition;
    for (const auto& member : *part) {
      TRY(read_member({member.key().data(), member.key().size()}, member.value(), condition));
    }
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

Result<> sort_rows(jmap::Arguments& reader, std::vector<Row>& rows) {
  TRY_ASSIGN(const JsonArray* json, reader.array("sort"));
  TRY_ASSIGN(const auto sort, jmap::parse_sort(json));
  if (sort.empty()) return {};
  if (sort.size() > 1 || sort.front().property != "sentAt")
    return Error(jmap::Errc::unsupported_sort, "only sentAt");
  const bool ascending = sort.front().ascending;
  std::ranges::stable_sort(rows, [ascending](const Row& a, const Row& b) {
    return ascending ? a.send_at < b.send_at : b.send_at < a.send_at;
  });
  return {};
}

// In the order in which they were made, unless another is asked for.
Result<std::vector<Row>> run_query(const Context& context, jmap::Arguments& reader) {
  TRY_ASSIGN(const auto conditions, read_conditions(reader));
  const auto ids = context.store().submission_ids(context.account());
  if (!ids.ok()) return method_failure(ids.error());
  std::vector<Row> rows;
  for (std::size_t at = 0; at < ids->size(); at += kAtOnce) {
    const auto begin = ids->begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = begin + static_cast<std::ptrdiff_t>(std::min(kAtOnce, ids->size() - at));
    const auto page = context.store().submissions(context.account(), {begin, end});
    if (!page.ok()) return method_failure(page.error());
    for (const Submission& one : *page) {
      const bool all = std::ranges::all_of(
          conditions, [&one](const Condition& condition) { return matches(condition, one); });
      if (all) rows.push_back({one.id, one.send_at});
    }
  }
  TRY(sort_rows(reader, rows));
  return rows;
}

// RFC 8620 §5.5.
Result<std::int64_t> begin_of(jmap::Arguments& reader, const std::vector<Row>& rows) {
  TRY_ASSIGN(const auto position, reader.integer("position"));
  TRY_ASSIGN(const auto anchor, reader.text("anchor"));
  TRY_ASSIGN(const auto offset, reader.integer("anchorOffset"));
  std::int64_t begin = position.value_or(0);
  if (begin < 0) begin += std::ssize(rows);
  if (anchor) {
    const auto found =
        std::ranges::find_if(rows, [&](const Row& row) { return to_text(row.id) == *anchor; });
    if (found == rows.end()) return Error(jmap::Errc::anchor_not_found);
    begin = (found - rows.begin()) + offset.value_or(0);
  }
  return std::clamp<std::int64_t>(begin, 0, std::ssize(rows));
}

}  // namespace

Result<JsonObject> submission_query(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY(check_account(context, reader));
  const auto state = context.store().submission_state(context.account());
  if (!state.ok()) return method_failure(state.error());
  TRY_ASSIGN(const auto rows, run_query(context, reader));
  TRY_ASSIGN(const std::int64_t begin, begin_of(reader, rows));
  TRY_ASSIGN(const auto limit, reader.unsigned_integer("limit"));
  TRY_ASSIGN(const bool total, reader.boolean("calculateTotal", false));
  TRY(reader.finish());
  const std::int64_t most =
      std::min(limit.value_or(context.limits().max_query_limit), context.limits().max_query_limit);
  JsonArray ids;
  for (auto at = static_cast<std::size_t>(begin); at < rows.size() && std::ssize(ids) < most; ++at)
    ids.push_back(jmap::json_text(to_text(rows[at].id)));
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(context.account())));
  jmap::put(answer, "queryState", jmap::json_text(to_text(*state)));
  jmap::put(answer, "canCalculateChanges", false);
  jmap::put(answer, "position", begin);
  jmap::put(answer, "ids", std::move(ids));
  if (total) jmap::put(answer, "total", rows.size());
  if (!limit || *limit > most) jmap::put(answer, "limit", most);
  return answer;
}

// As Mailbox/queryChanges: known only where nothing changed.
Result<JsonObject> submission_query_changes(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY(check_account(context, reader));
  TRY_ASSIGN(const std::string since, reader.required_text("sinceQueryState"));
  TRY(reader.unsigned_integer("maxChanges"));
  TRY(reader.text("upToId"));
  TRY_ASSIGN(const bool total, reader.boolean("calculateTotal", false));
  TRY_ASSIGN(const auto rows, run_query(context, reader));
  TRY(reader.finish());
  const auto state = context.store().submission_state(context.account());
  if (!state.ok()) return method_failure(state.error());
  if (since != to_text(*state)) return Error(jmap::Errc::cannot_calculate_changes);
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(context.account())));
  jmap::put(answer, "oldQueryState", jmap::json_text(since));
  jmap::put(answer, "newQueryState", jmap::json_text(since));
  if (total) jmap::put(answer, "total", rows.size());
  jmap::put(answer, "removed", JsonArray());
  jmap::put(answer, "added", JsonArray());
  return answer;
}

}  // namespace nightmail::api
