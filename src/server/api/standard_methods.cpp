// SPDX-License-Identifier: Apache-2.0

#include "server/api/standard_methods.h"

#include <algorithm>
#include <set>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "proto/jmap/errors.h"
#include "server/api/ids.h"

namespace nightmail::api {
namespace {

// Ids in their order, each once. An unresolved creation id stays as it is: it names nothing.
std::vector<std::string> resolved_ids(const Context& context, std::vector<std::string> ids) {
  std::vector<std::string> result;
  std::set<std::string> seen;
  for (std::string& id : ids) {
    auto resolved = jmap::resolve_id(id, context.created).value_or(id);
    if (seen.insert(resolved).second) result.push_back(std::move(resolved));
  }
  return result;
}

Result<> check_count(std::size_t count, std::int64_t limit, std::string_view limit_name) {
  if (count <= static_cast<std::size_t>(limit)) return {};
  return Error(jmap::Errc::request_too_large,
               "more than " + std::string(limit_name) + " (" + std::to_string(limit) + ")");
}

std::vector<std::pair<std::string, const Json*>> members_of(const JsonObject* object) {
  std::vector<std::pair<std::string, const Json*>> members;
  if (object == nullptr) return members;
  for (const auto& member : *object) {
    members.emplace_back(std::string(member.key().data(), member.key().size()), &member.value());
  }
  return members;
}

Json object_or_null(JsonObject object) {
  return object.empty() ? Json(nullptr) : Json(std::move(object));
}

}  // namespace

Result<> check_account(const Context& context, jmap::Arguments& arguments) {
  TRY_ASSIGN(const std::string id, arguments.required_text("accountId"));
  if (parse_account_id(id) != context.account()) return Error(jmap::Errc::account_not_found);
  return {};
}

Error method_failure(const Error& error) {
  if (error.name().starts_with("jmap.")) return error;
  if (error.is(store::Errc::cannot_calculate)) {
    return Error(jmap::Errc::cannot_calculate_changes);
  }
  if (error.is(store::Errc::state_mismatch)) return Error(jmap::Errc::state_mismatch);
  if (error.is(store::Errc::not_found)) return Error(jmap::Errc::account_not_found);
  if (error.trouble() == Trouble::transient) return Error(jmap::Errc::server_unavailable);
  return Error(jmap::Errc::server_fail);
}

Result<GetArguments> parse_get(const Context& context, jmap::Arguments& arguments,
                               std::span<const std::string_view> known) {
  GetArguments get;
  TRY(check_account(context, arguments));
  TRY_ASSIGN(get.ids, arguments.texts("ids"));
  TRY_ASSIGN(get.properties, arguments.texts("properties"));
  TRY(arguments.finish());
  if (get.ids) {
    TRY(check_count(get.ids->size(), context.limits().max_objects_in_get, "maxObjectsInGet"));
    get.ids = resolved_ids(context, *std::move(get.ids));
  }
  if (!get.properties) return get;
  for (const std::string& property : *get.properties) {
    if (std::find(known.begin(), known.end(), property) == known.end()) {
      return Error(jmap::Errc::invalid_arguments,
                   "properties: " + property.substr(0, 64) + " is not one");
    }
  }
  get.properties->emplace_back("id");
  return get;
}

bool wants(const GetArguments& get, std::string_view property) {
  if (!get.properties) return true;
  return std::find(get.properties->begin(), get.properties->end(), property) !=
         get.properties->end();
}

JsonObject select(const GetArguments& get, JsonObject object) {
  if (!get.properties) return object;
  JsonObject selected;
  for (auto& member : object) {
    const std::string_view key(member.key().data(), member.key().size());
    if (wants(get, key)) jmap::put(selected, key, std::move(member.value()));
  }
  return selected;
}

JsonObject answer_get(const Context& context, const GetArguments& get, std::vector<JsonObject> all,
                      std::string state) {
  JsonArray list, not_found;
  if (get.ids) {
    for (const std::string& id : *get.ids) {
      const auto found = std::find_if(all.begin(), all.end(), [&](const JsonObject& object) {
        return jmap::text_of(object.at("id")) == id;
      });
      if (found == all.end()) {
        not_found.push_back(jmap::json_text(id));
      } else {
        list.emplace_back(select(get, *found));
      }
    }
  } else {
    for (JsonObject& object : all) list.emplace_back(select(get, std::move(object)));
  }
  return answer_get(context, std::move(list), std::move(not_found), state);
}

JsonObject answer_get(const Context& context, JsonArray list, JsonArray not_found,
                      std::string_view state) {
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(context.account())));
  jmap::put(answer, "state", jmap::json_text(state));
  jmap::put(answer, "list", std::move(list));
  jmap::put(answer, "notFound", std::move(not_found));
  return answer;
}

std::string state_of(const std::vector<JsonObject>& all) {
  crypto::Sha256 hash;
  for (const JsonObject& object : all) hash.update(as_bytes(boost::json::serialize(object) + "\n"));
  return crypto::hex_encode(ByteView(hash.finish()).first(12));
}

Result<ChangesArguments> parse_changes(const Context& context, jmap::Arguments& arguments) {
  TRY(check_account(context, arguments));
  TRY_ASSIGN(const std::string since, arguments.required_text("sinceState"));
  TRY_ASSIGN(const auto limit, arguments.unsigned_integer("maxChanges"));
  TRY(arguments.finish());
  if (limit && *limit == 0) return Error(jmap::Errc::invalid_arguments, "maxChanges: may not be 0");
  const auto state = parse_state(since);
  if (!state) return Error(jmap::Errc::cannot_calculate_changes);
  const std::int64_t most = context.limits().max_changes;
  return ChangesArguments{*state, std::min(limit.value_or(most), most)};
}

Result<SetArguments> parse_set(const Context& context, jmap::Arguments& arguments) {
  TRY(check_account(context, arguments));
  SetArguments set;
  TRY_ASSIGN(set.if_in_state, arguments.text("ifInState"));
  TRY_ASSIGN(const JsonObject* create, arguments.object("create"));
  TRY_ASSIGN(const JsonObject* update, arguments.object("update"));
  TRY_ASSIGN(auto destroy, arguments.texts("destroy"));
  set.create = members_of(create);
  set.update = members_of(update);
  if (destroy) set.destroy = resolved_ids(context, *std::move(destroy));
  for (auto& [id, patch] : set.update) id = jmap::resolve_id(id, context.created).value_or(id);
  TRY(check_count(set.create.size() + set.update.size() + set.destroy.size(),
                  context.limits().max_objects_in_set, "maxObjectsInSet"));
  return set;
}

Result<> check_state(const SetArguments& set, std::string_view state) {
  if (set.if_in_state && *set.if_in_state != state) return Error(jmap::Errc::state_mismatch);
  return {};
}

void SetAnswer::created(Context& context, const std::string& creation_id, JsonObject object) {
  context.created[creation_id] = std::string(jmap::text_of(object.at("id")));
  jmap::put(created_, creation_id, std::move(object));
}
void SetAnswer::not_created(std::string_view id, const jmap::SetError& error) {
  jmap::put(not_created_, id, to_json(error));
}
void SetAnswer::not_updated(std::string_view id, const jmap::SetError& error) {
  jmap::put(not_updated_, id, to_json(error));
}
void SetAnswer::not_destroyed(std::string_view id, const jmap::SetError& error) {
  jmap::put(not_destroyed_, id, to_json(error));
}

JsonObject SetAnswer::finish(const Context& context, std::string_view old_state,
                             std::string_view new_state) && {
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(context.account())));
  jmap::put(answer, "oldState", jmap::json_text(old_state));
  jmap::put(answer, "newState", jmap::json_text(new_state));
  jmap::put(answer, "created", object_or_null(std::move(created_)));
  jmap::put(answer, "updated", object_or_null(std::move(updated_)));
  jmap::put(answer, "destroyed", destroyed_.empty() ? Json(nullptr) : Json(std::move(destroyed_)));
  jmap::put(answer, "notCreated", object_or_null(std::move(not_created_)));
  jmap::put(answer, "notUpdated", object_or_null(std::move(not_updated_)));
  jmap::put(answer, "notDestroyed", object_or_null(std::move(not_destroyed_)));
  return answer;
}

jmap::SetError set_error_for(const Error& error) {
  if (error.is(store::Errc::not_found)) return {"notFound", {}, {}};
  if (error.is(store::Errc::over_quota)) return {"overQuota", {}, {}};
  if (error.is(store::Errc::mailbox_has_child)) return {"mailboxHasChild", {}, {}};
  if (error.is(store::Errc::mailbox_has_email)) return {"mailboxHasEmail", {}, {}};
  if (error.is(store::Errc::no_mailbox)) {
    return jmap::invalid_property("mailboxIds", "an Email lies in at least one Mailbox");
  }
  return {"serverFail", "nothing was changed", {}};
}

std::optional<Bytes> parse_bytes(const Json& value, std::size_t max) {
  if (!value.is_string() || value.get_string().size() > max * 4 / 3 + 4) return std::nullopt;
  auto bytes = crypto::base64url_decode(jmap::text_of(value));
  if (!bytes.ok() || bytes->size() > max) return std::nullopt;
  return *std::move(bytes);
}

Json bytes_to_json(ByteView bytes) {
  return jmap::json_text(crypto::base64url_encode(bytes));
}

}  // namespace nightmail::api
