// SPDX-License-Identifier: Apache-2.0
//
// Email/query and Email/queryChanges (RFC 8621 §4.4, §4.5) over what the server may know: mailbox,
// keywords, size and time of arrival.

#include <algorithm>
#include <utility>

#include "proto/jmap/errors.h"
#include "proto/jmap/query.h"
#include "proto/jmap/values.h"
#include "server/api/ids.h"
#include "server/api/keywords.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

using store::MessageFilter;

constexpr std::size_t kMaxFilterKeywords = 32;
constexpr std::size_t kMaxFilterMailboxes = 1000;

Error wrong_filter(std::string_view what) {
  return Error(jmap::Errc::invalid_arguments, "filter: " + std::string(what));
}

// An id that names nothing matches nothing.
store::MailboxId mailbox_or_none(std::string_view text) {
  return parse_mailbox_id(text).value_or(store::MailboxId{-1});
}

Result<> read_mailboxes(std::string_view key, const Json& value, MessageFilter& filter) {
  if (key == "inMailbox") {
    if (!value.is_string()) return wrong_filter(key);
    const auto id = mailbox_or_none(jmap::text_of(value));
    if (filter.in_mailbox && *filter.in_mailbox != id) {
      return Error(jmap::Errc::unsupported_filter, "inMailbox twice");
    }
    filter.in_mailbox = id;
    return {};
  }
  if (!value.is_array()) return wrong_filter(key);
  for (const Json& item : value.get_array()) {
    if (!item.is_string()) return wrong_filter(key);
    filter.in_mailbox_other_than.push_back(mailbox_or_none(jmap::text_of(item)));
  }
  return {};
}

Result<> read_time(std::string_view key, const Json& value, MessageFilter& filter) {
  const auto time = value.is_string() ? jmap::parse_utc_date(jmap::text_of(value)) : std::nullopt;
  if (!time) return wrong_filter(key);
  if (key == "before") {
    filter.before = filter.before ? std::min(*filter.before, *time) : *time;
  } else {
    filter.after = filter.after ? std::max(*filter.after, *time) : *time;
  }
  return {};
}

Result<> read_size(std::string_view key, const Json& value, MessageFilter& filter) {
  const auto size = jmap::parse_unsigned(value);
  if (!size) return wrong_filter(key);
  if (key == "minSize") {
    filter.min_size = std::max(filter.min_size.value_or(0), *size);
  } else {
    filter.max_size = std::min(filter.max_size.value_or(jmap::kMaxInt), *size);
  }
  return {};
}

Result<> read_keyword(std::string_view key, const Json& value, MessageFilter& filter) {
  const auto keyword = value.is_string() ? parse_keyword(jmap::text_of(value)) : std::nullopt;
  if (!keyword) return wrong_filter(key);
  // A Thread is one Email, so the conditions on Threads are those on the Email.
  const bool wanted =
      key == "hasKeyword" || key == "allInThreadHaveKeyword" || key == "someInThreadHaveKeyword";
  (wanted ? filter.has_keywords : filter.not_keywords).push_back(*keyword);
  return {};
}

Result<> read_member(std::string_view key, const Json& value, MessageFilter& filter) {
  if (key == "inMailbox" || key == "inMailboxOtherThan") return read_mailboxes(key, value, filter);
  if (key == "before" || key == "after") return read_time(key, value, filter);
  if (key == "minSize" || key == "maxSize") return read_size(key, value, filter);
  if (key == "hasKeyword" || key == "notKeyword" || key.ends_with("InThreadHaveKeyword")) {
    return read_keyword(key, value, filter);
  }
  return Error(jmap::Errc::unsupported_filter, "the server cannot read mail; search on the device");
}

Result<MessageFilter> parse_filter(jmap::Arguments& reader) {
  TRY_ASSIGN(const JsonObject* json, reader.object("filter"));
  TRY_ASSIGN(const auto conditions, jmap::conjunction(json));
  MessageFilter filter;
  for (const JsonObject* condition : conditions) {
    for (const auto& member : *condition) {
      const std::string_view key(member.key().data(), member.key().size());
      TRY(read_member(key, member.value(), filter));
    }
  }
  normalise_keywords(filter.has_keywords);
  normalise_keywords(filter.not_keywords);
  // Each of them is looked for in each message.
  if (filter.has_keywords.size() + filter.not_keywords.size() > kMaxFilterKeywords ||
      filter.in_mailbox_other_than.size() > kMaxFilterMailboxes) {
    return Error(jmap::Errc::unsupported_filter, "too many conditions");
  }
  return filter;
}

Result<std::vector<store::Sort>> parse_sorts(jmap::Arguments& reader) {
  TRY_ASSIGN(const JsonArray* json, reader.array("sort"));
  TRY_ASSIGN(const auto comparators, jmap::parse_sort(json));
  std::vector<store::Sort> sorts;
  for (const jmap::Comparator& comparator : comparators) {
    if (comparator.property != "receivedAt" && comparator.property != "size") {
      return Error(jmap::Errc::unsupported_sort, "only receivedAt and size");
    }
    const auto by = comparator.property == "size" ? store::SortBy::size : store::SortBy::received;
    sorts.push_back({by, comparator.ascending});
  }
  if (sorts.size() > 2) return Error(jmap::Errc::unsupported_sort, "at most two comparators");
  if (sorts.empty()) sorts.push_back({store::SortBy::received, false});
  return sorts;
}

struct Window {
  store::QueryPage page;
  bool limit_was_lowered = false;
};

Result<Window> parse_window(const Context& context, jmap::Arguments& reader) {
  Window window;
  TRY_ASSIGN(const auto position, reader.integer("position"));
  TRY_ASSIGN(const auto anchor, reader.text("anchor"));
  TRY_ASSIGN(const auto offset, reader.integer("anchorOffset"));
  TRY_ASSIGN(const auto limit, reader.unsigned_integer("limit"));
  TRY_ASSIGN(window.page.calculate_total, reader.boolean("calculateTotal", false));
  window.page.position = position.value_or(0);
  window.page.anchor_offset = offset.value_or(0);
  const std::int64_t most = context.limits().max_query_limit;
  window.page.limit = std::min(limit.value_or(most), most);
  window.limit_was_lowered = limit.value_or(most + 1) > most;
  if (anchor) {
    window.page.anchor = parse_email_id(*anchor);
    if (!window.page.anchor) return Error(jmap::Errc::anchor_not_found);
  }
  return window;
}

std::string print_id(store::MessageId id) {
  return to_text(id);
}

Json added_to_json(const std::vector<store::QueryChanges::Added>& added) {
  JsonArray list;
  for (const auto& item : added) {
    JsonObject object;
    jmap::put(object, "id", jmap::json_text(to_text(item.id)));
    jmap::put(object, "index", item.index);
    list.emplace_back(std::move(object));
  }
  return list;
}

}  // namespace

Result<JsonObject> email_query(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY(check_account(context, reader));
  TRY_ASSIGN(const MessageFilter filter, parse_filter(reader));
  TRY_ASSIGN(const auto sorts, parse_sorts(reader));
  TRY_ASSIGN(const Window window, parse_window(context, reader));
  TRY(reader.boolean("collapseThreads", false));
  TRY(reader.finish());
  const auto found = context.store().query_messages(context.account(), filter, sorts, window.page);
  if (!found.ok()) {
    const bool no_anchor = window.page.anchor && found.error().is(store::Errc::not_found);
    return no_anchor ? Error(jmap::Errc::anchor_not_found) : method_failure(found.error());
  }
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(context.account())));
  jmap::put(answer, "queryState", jmap::json_text(to_text(found->state)));
  jmap::put(answer, "canCalculateChanges", true);
  jmap::put(answer, "position", found->position);
  jmap::put(answer, "ids", list_of(found->ids, print_id));
  if (found->total) jmap::put(answer, "total", *found->total);
  if (window.limit_was_lowered) jmap::put(answer, "limit", window.page.limit);
  return answer;
}

Result<JsonObject> email_query_changes(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY(check_account(context, reader));
  TRY_ASSIGN(const MessageFilter filter, parse_filter(reader));
  TRY_ASSIGN(const auto sorts, parse_sorts(reader));
  TRY_ASSIGN(const std::string since_text, reader.required_text("sinceQueryState"));
  TRY_ASSIGN(const auto most, reader.unsigned_integer("maxChanges"));
  TRY_ASSIGN(const auto up_to, reader.text("upToId"));
  TRY_ASSIGN(const bool calculate_total, reader.boolean("calculateTotal", false));
  TRY(reader.boolean("collapseThreads", false));
  TRY(reader.finish());
  const auto since = parse_state(since_text);
  if (!since) return Error(jmap::Errc::cannot_calculate_changes);
  const auto changes =
      context.store().query_changes(context.account(), filter, sorts, *since,
                                    up_to ? parse_email_id(*up_to) : std::nullopt, calculate_total);
  if (!changes.ok()) return method_failure(changes.error());
  const auto count = static_cast<std::int64_t>(changes->removed.size() + changes->added.size());
  if (count > most.value_or(jmap::kMaxInt)) return Error(jmap::Errc::too_many_changes);
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(context.account())));
  jmap::put(answer, "oldQueryState", jmap::json_text(since_text));
  jmap::put(answer, "newQueryState", jmap::json_text(to_text(changes->new_state)));
  if (changes->total) jmap::put(answer, "total", *changes->total);
  jmap::put(answer, "removed", list_of(changes->removed, print_id));
  jmap::put(answer, "added", added_to_json(changes->added));
  return answer;
}

}  // namespace nightmail::api
