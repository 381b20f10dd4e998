// SPDX-License-Identifier: Apache-2.0
//
// Email/set (RFC 8621 §4.6): keywords, mailboxes, the sealed summary; destroy. An Email is composed
// and sealed on the device and comes in by Email/import.

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "proto/jmap/errors.h"
#include "server/api/ids.h"
#include "server/api/keywords.h"
#include "server/api/mailbox_ids.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

using jmap::invalid_property;
using jmap::SetError;
using store::MessageChange;

using Failure = std::optional<SetError>;

SetError invalid_patch(std::string_view path) {
  return {"invalidPatch", std::string(path.substr(0, 64)), {}};
}

// "keywords/$seen": true or null (RFC 8620 §5.3).
Failure patch_keyword(std::string_view text, const Json& value, MessageChange& change) {
  const auto keyword = parse_keyword(text);
  const bool* set = value.if_bool();
  if (!keyword || (!value.is_null() && (set == nullptr || !*set))) {
    return invalid_property("keywords");
  }
  (set != nullptr ? change.add_keywords : change.remove_keywords).push_back(*keyword);
  return {};
}

Failure patch_mailbox(const MailboxIds& mailboxes, std::string_view text, const Json& value,
                      MessageChange& change) {
  const auto id = mailboxes.find(text);
  const bool* set = value.if_bool();
  if (!id || (!value.is_null() && (set == nullptr || !*set))) {
    return invalid_property("mailboxIds", "no such Mailbox");
  }
  (set != nullptr ? change.add_mailboxes : change.remove_mailboxes).push_back(*id);
  return {};
}

Failure replace_property(const Context& context, const MailboxIds& mailboxes, std::string_view key,
                         const Json& value, MessageChange& change) {
  if (key == "keywords") {
    change.keywords = value.is_null() ? store::Keywords() : parse_keywords(value);
    if (!change.keywords) return invalid_property("keywords");
  } else if (key == "mailboxIds") {
    change.mailboxes = mailboxes.parse(value);
    if (!change.mailboxes) return invalid_property("mailboxIds", "no such Mailbox");
  } else if (key == "sealedSummary" && context.sealed) {
    const auto most = static_cast<std::size_t>(context.limits().max_size_summary);
    change.sealed_summary = parse_bytes(value, most);
    if (!change.sealed_summary) return invalid_property("sealedSummary");
  } else {
    return invalid_property(std::string(key.substr(0, 64)), "cannot be changed");
  }
  return {};
}

// "keywords~1x" unescaped (RFC 6901 §4); keywords may hold "/" and "~".
std::string unescape(std::string_view token) {
  std::string plain;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool escape = token[i] == '~' && i + 1 < token.size();
    if (!escape) {
      plain += token[i];
    } else {
      plain += token[++i] == '1' ? '/' : '~';
    }
  }
  return plain;
}

Failure read_patch_member(const Context& context, const MailboxIds& mailboxes,
                          std::string_view path, const Json& value, MessageChange& change) {
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) {
    return replace_property(context, mailboxes, path, value, change);
  }
  const std::string_view property = path.substr(0, slash);
  const std::string_view rest = path.substr(slash + 1);
  if (rest.find('/') != std::string_view::npos) return invalid_patch(path);
  const std::string member = unescape(rest);
  if (property == "keywords") return patch_keyword(member, value, change);
  if (property == "mailboxIds") return patch_mailbox(mailboxes, member, value, change);
  return invalid_patch(path);
}

Failure read_patch(const Context& context, const MailboxIds& mailboxes, const Json& json,
                   MessageChange& change) {
  if (!json.is_object()) return invalid_patch("");
  for (const auto& member : json.get_object()) {
    const std::string_view path(member.key().data(), member.key().size());
    if (auto failure = read_patch_member(context, mailboxes, path, member.value(), change)) {
      return failure;
    }
  }
  // One path may not be a prefix of another (RFC 8620 §5.3).
  if (change.keywords && !(change.add_keywords.empty() && change.remove_keywords.empty())) {
    return invalid_patch("keywords");
  }
  if (change.mailboxes && !(change.add_mailboxes.empty() && change.remove_mailboxes.empty())) {
    return invalid_patch("mailboxIds");
  }
  if (change.mailboxes && change.mailboxes->empty()) {
    return invalid_property("mailboxIds", "an Email lies in at least one Mailbox");
  }
  normalise_keywords(change.add_keywords);
  normalise_keywords(change.remove_keywords);
  return {};
}

void refuse_creation(const SetArguments& set, SetAnswer& answer) {
  for (const auto& [creation_id, json] : set.create) {
    answer.not_created(creation_id,
                       {"forbidden",
                        "the server cannot compose: seal the message, upload it, Email/import it",
                        {}});
  }
}

Result<> run_updates(Context& context, const SetArguments& set, SetAnswer& answer) {
  if (set.update.empty()) return {};
  TRY_ASSIGN(const MailboxIds mailboxes, MailboxIds::read(context));
  const std::set<std::string> doomed(set.destroy.begin(), set.destroy.end());
  std::vector<MessageChange> changes;
  std::vector<std::string> ids;
  for (const auto& [id_text, json] : set.update) {
    MessageChange change;
    const auto id = parse_email_id(id_text);
    Failure failure = read_patch(context, mailboxes, *json, change);
    if (!id) failure = SetError{"notFound", {}, {}};
    if (doomed.contains(id_text)) failure = SetError{"willDestroy", {}, {}};
    if (failure) {
      answer.not_updated(id_text, *failure);
      continue;
    }
    change.id = *id;
    changes.push_back(std::move(change));
    ids.push_back(id_text);
  }
  if (changes.empty()) return {};
  const auto results = context.store().change_messages(context.account(), changes);
  if (!results.ok()) return method_failure(results.error());
  for (std::size_t i = 0; i < ids.size() && i < results->size(); ++i) {
    if ((*results)[i].ok()) {
      answer.updated(ids[i]);
    } else {
      answer.not_updated(ids[i], set_error_for((*results)[i].error()));
    }
  }
  return {};
}

Result<> run_destroys(Context& context, const SetArguments& set, SetAnswer& answer) {
  std::vector<store::MessageId> ids;
  for (const std::string& text : set.destroy) {
    if (const auto id = parse_email_id(text)) {
      ids.push_back(*id);
    } else {
      answer.not_destroyed(text, {"notFound", {}, {}});
    }
  }
  if (ids.empty()) return {};
  const auto results = context.store().destroy_messages(context.account(), ids);
  if (!results.ok()) return method_failure(results.error());
  for (std::size_t i = 0; i < ids.size() && i < results->size(); ++i) {
    const std::string text = to_text(ids[i]);
    if ((*results)[i].ok()) {
      answer.destroyed(text);
    } else {
      answer.not_destroyed(text, set_error_for((*results)[i].error()));
    }
  }
  return {};
}

}  // namespace

Result<JsonObject> email_set(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const SetArguments set, parse_set(context, reader));
  TRY(reader.finish());
  const auto old_state = context.store().message_state(context.account());
  if (!old_state.ok()) return method_failure(old_state.error());
  TRY(check_state(set, to_text(*old_state)));
  SetAnswer answer;
  refuse_creation(set, answer);
  TRY(run_updates(context, set, answer));
  TRY(run_destroys(context, set, answer));
  const auto new_state = context.store().message_state(context.account());
  if (!new_state.ok()) return method_failure(new_state.error());
  return std::move(answer).finish(context, to_text(*old_state), to_text(*new_state));
}

}  // namespace nightmail::api
