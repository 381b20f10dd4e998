// SPDX-License-Identifier: Apache-2.0
//
// Mailbox/get and Mailbox/changes (RFC 8621 §2.1, §2.2).

#include <algorithm>
#include <array>
#include <utility>

#include "server/api/ids.h"
#include "server/api/mailbox_name.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

constexpr std::array<std::string_view, 12> kProperties{
    "id",           "name",         "parentId",      "role",     "sortOrder",    "totalEmails",
    "unreadEmails", "totalThreads", "unreadThreads", "myRights", "isSubscribed", "sealedName"};

JsonObject rights_of(const store::Mailbox& mailbox) {
  const bool inbox = mailbox.role == store::Role::inbox;
  JsonObject rights;
  for (const std::string_view right :
       {"mayReadItems", "mayAddItems", "mayRemoveItems", "maySetSeen", "maySetKeywords",
        "mayCreateChild", "mayRename"}) {
    jmap::put(rights, right, true);
  }
  jmap::put(rights, "mayDelete", !inbox);
  jmap::put(rights, "maySubmit", false);
  return rights;
}

Json role_to_json(store::Role role) {
  return role == store::Role::none ? Json(nullptr) : jmap::json_text(store::role_name(role));
}

JsonObject to_json(const Context& context, const store::Mailbox& mailbox) {
  JsonObject object;
  jmap::put(object, "id", jmap::json_text(to_text(mailbox.id)));
  jmap::put(object, "name", jmap::json_text(print_mailbox_name(mailbox.sealed_name)));
  jmap::put(object, "parentId",
            mailbox.parent ? jmap::json_text(to_text(*mailbox.parent)) : Json(nullptr));
  jmap::put(object, "role", role_to_json(mailbox.role));
  jmap::put(object, "sortOrder", mailbox.sort_order);
  jmap::put(object, "totalEmails", mailbox.total);
  jmap::put(object, "unreadEmails", mailbox.unread);
  jmap::put(object, "totalThreads", mailbox.total);
  jmap::put(object, "unreadThreads", mailbox.unread);
  jmap::put(object, "myRights", rights_of(mailbox));
  jmap::put(object, "isSubscribed", mailbox.subscribed);
  if (context.sealed) jmap::put(object, "sealedName", bytes_to_json(mailbox.sealed_name));
  return object;
}

Json count_properties() {
  return JsonArray{"totalEmails", "unreadEmails", "totalThreads", "unreadThreads"};
}

}  // namespace

Result<JsonObject> mailbox_get(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  const std::span<const std::string_view> known(kProperties);
  TRY_ASSIGN(const GetArguments get,
             parse_get(context, reader, context.sealed ? known : known.first(11)));
  // The state first: a change in between is then told again by Mailbox/changes.
  const auto state = context.store().mailbox_state(context.account());
  if (!state.ok()) return method_failure(state.error());
  const auto mailboxes = context.store().mailboxes(context.account());
  if (!mailboxes.ok()) return method_failure(mailboxes.error());
  std::vector<JsonObject> all;
  for (const store::Mailbox& mailbox : *mailboxes) all.push_back(to_json(context, mailbox));
  return answer_get(context, get, std::move(all), to_text(*state));
}

Result<JsonObject> mailbox_changes(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const ChangesArguments since, parse_changes(context, reader));
  const auto changes = context.store().mailbox_changes(context.account(), since.since, since.limit);
  if (!changes.ok()) return method_failure(changes.error());
  JsonObject answer = answer_changes(context, since, *changes);
  const bool only_counts = changes->only_counts && !changes->updated.empty();
  jmap::put(answer, "updatedProperties", only_counts ? count_properties() : Json(nullptr));
  return answer;
}

}  // namespace nightmail::api
