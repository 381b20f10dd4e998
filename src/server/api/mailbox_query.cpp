// SPDX-License-Identifier: Apache-2.0
//
// Mailbox/query and Mailbox/queryChanges (RFC 8621 §2.3, §2.4). An account has few mailboxes:
// filter and sort run over the list in memory.

#include <algorithm>
#include <utility>

#include "proto/jmap/errors.h"
#include "proto/jmap/query.h"
#include "server/api/ids.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

using store::Mailbox;

struct Condition {
  std::optional<std::optional<store::MailboxId>> parent;
  std::optional<store::Role> role;  // none: without a role
  std::optional<bool> has_any_role;
  std::optional<bool> subscribed;
};

Error wrong_filter(std::string_view what) {
  return Error(jmap::Errc::invalid_arguments, "filter: " + std::string(what));
}

Result<> read_member(std::string_view key, const Json& value, Condition& condition) {
  if (key == "parentId") {
    if (value.is_null()) {
      condition.parent = std::optional<store::MailboxId>();
    } else if (value.is_string()) {
      // An id that names nothing matches nothing.
      condition.parent = parse_mailbox_id(jmap::text_of(value)).value_or(store::MailboxId{-1});
    } else {
      return wrong_filter("parentId");
    }
  } else if (key == "role") {
    if (!value.is_null() && !value.is_string()) return wrong_filter("role");
    condition.role = store::Role::none;
    if (value.is_string()) {
      condition.role = store::role_from_name(jmap::text_of(value));
      if (!condition.role) return Error(jmap::Errc::unsupported_filter, "role is unknown");
    }
  } else if (key == "hasAnyRole" || key == "isSubscribed") {
    if (!value.is_bool()) return wrong_filter(key);
    (key == "hasAnyRole" ? condition.has_any_role : condition.subscribed) = value.get_bool();
  } else {
    return Error(jmap::Errc::unsupported_filter,
                 key == "name" ? "names are sealed" : "no such condition");
  }
  return {};
}

Result<Condition> parse_condition(const JsonObject& filter) {
  Condition condition;
  for (const auto& member : filter) {
    const std::string_view key(member.key().data(), member.key().size());
    TRY(read_member(key, member.value(), condition));
  }
  return condition;
}

bool matches(const Condition& condition, const Mailbox& mailbox) {
  const bool has_role = mailbox.role != store::Role::none;
  return (!condition.parent || *condition.parent == mailbox.parent) &&
         (!condition.role || *condition.role == mailbox.role) &&
         (!condition.has_any_role || *condition.has_any_role == has_role) &&
         (!condition.subscribed || *condition.subscribed == mailbox.subscribed);
}

Result<> sort_mailboxes(const std::vector<jmap::Comparator>& sort, std::vector<Mailbox>& list) {
  std::sort(list.begin(), list.end(), [](auto& a, auto& b) { return raw(a.id) < raw(b.id); });
  if (sort.empty()) return {};
  if (sort.size() > 1 || sort.front().property != "sortOrder") {
    return Error(jmap::Errc::unsupported_sort, "only sortOrder");
  }
  const bool ascending = sort.front().ascending;
  std::stable_sort(list.begin(), list.end(), [ascending](const Mailbox& a, const Mailbox& b) {
    return ascending ? a.sort_order < b.sort_order : b.sort_order < a.sort_order;
  });
  return {};
}

Result<std::vector<Mailbox>> run_query(const Context& context, jmap::Arguments& reader) {
  TRY_ASSIGN(const JsonObject* filter, reader.object("filter"));
  TRY_ASSIGN(const JsonArray* sort_json, reader.array("sort"));
  TRY_ASSIGN(const auto conditions, jmap::conjunction(filter));
  TRY_ASSIGN(const auto sort, jmap::parse_sort(sort_json));
  auto mailboxes = context.store().mailboxes(context.account());
  if (!mailboxes.ok()) return method_failure(mailboxes.error());
  std::vector<Mailbox> list = *std::move(mailboxes);
  for (const JsonObject* json : conditions) {
    TRY_ASSIGN(const Condition condition, parse_condition(*json));
    std::erase_if(list, [&](const Mailbox& mailbox) { return !matches(condition, mailbox); });
  }
  TRY(sort_mailboxes(sort, list));
  return list;
}

struct Window {
  std::int64_t position = 0;
  std::optional<std::string> anchor;
  std::int64_t anchor_offset = 0;
  std::optional<std::int64_t> limit;
  bool calculate_total = false;
};

Result<Window> parse_window(jmap::Arguments& reader) {
  Window window;
  TRY_ASSIGN(const auto position, reader.integer("position"));
  TRY_ASSIGN(window.anchor, reader.text("anchor"));
  TRY_ASSIGN(const auto offset, reader.integer("anchorOffset"));
  TRY_ASSIGN(window.limit, reader.unsigned_integer("limit"));
  TRY_ASSIGN(window.calculate_total, reader.boolean("calculateTotal", false));
  window.position = position.value_or(0);
  window.anchor_offset = offset.value_or(0);
  return window;
}

// Where the window begins, RFC 8620 §5.5.
Result<std::int64_t> begin_of(const Window& window, const std::vector<Mailbox>& list) {
  const auto size = static_cast<std::int64_t>(list.size());
  std::int64_t begin = window.position < 0 ? size + window.position : window.position;
  if (window.anchor) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const Mailbox& mailbox) {
      return to_text(mailbox.id) == *window.anchor;
    });
    if (found == list.end()) return Error(jmap::Errc::anchor_not_found);
    begin = (found - list.begin()) + window.anchor_offset;
  }
  return std::max<std::int64_t>(begin, 0);
}

// sortAsTree and filterAsTree (RFC 8621 §2.3) are not offered.
Result<> refuse_trees(jmap::Arguments& reader) {
  TRY_ASSIGN(const bool sort_as_tree, reader.boolean("sortAsTree", false));
  TRY_ASSIGN(const bool filter_as_tree, reader.boolean("filterAsTree", false));
  if (sort_as_tree) return Error(jmap::Errc::unsupported_sort, "sortAsTree");
  if (filter_as_tree) return Error(jmap::Errc::unsupported_filter, "filterAsTree");
  return {};
}

}  // namespace

Result<JsonObject> mailbox_query(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY(check_account(context, reader));
  TRY(refuse_trees(reader));
  TRY_ASSIGN(const Window window, parse_window(reader));
  const auto state = context.store().mailbox_state(context.account());
  if (!state.ok()) return method_failure(state.error());
  TRY_ASSIGN(const auto list, run_query(context, reader));
  TRY(reader.finish());
  TRY_ASSIGN(const std::int64_t begin, begin_of(window, list));
  JsonArray ids;
  for (std::size_t i = static_cast<std::size_t>(begin); i < list.size(); ++i) {
    if (window.limit && static_cast<std::int64_t>(ids.size()) >= *window.limit) break;
    ids.push_back(jmap::json_text(to_text(list[i].id)));
  }
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(context.account())));
  jmap::put(answer, "queryState", jmap::json_text(to_text(*state)));
  jmap::put(answer, "canCalculateChanges", false);
  jmap::put(answer, "position", begin);
  jmap::put(answer, "ids", std::move(ids));
  if (window.calculate_total) jmap::put(answer, "total", list.size());
  return answer;
}

Result<JsonObject> mailbox_query_changes(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY(check_account(context, reader));
  TRY(refuse_trees(reader));
  TRY_ASSIGN(const std::string since, reader.required_text("sinceQueryState"));
  TRY(reader.unsigned_integer("maxChanges"));
  TRY(reader.text("upToId"));
  TRY_ASSIGN(const bool calculate_total, reader.boolean("calculateTotal", false));
  TRY_ASSIGN(const auto list, run_query(context, reader));
  TRY(reader.finish());
  const auto state = context.store().mailbox_state(context.account());
  if (!state.ok()) return method_failure(state.error());
  if (since != to_text(*state)) return Error(jmap::Errc::cannot_calculate_changes);
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(context.account())));
  jmap::put(answer, "oldQueryState", jmap::json_text(since));
  jmap::put(answer, "newQueryState", jmap::json_text(since));
  if (calculate_total) jmap::put(answer, "total", list.size());
  jmap::put(answer, "removed", JsonArray());
  jmap::put(answer, "added", JsonArray());
  return answer;
}

}  // namespace nightmail::api
