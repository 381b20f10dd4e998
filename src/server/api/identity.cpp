// SPDX-License-Identifier: Apache-2.0
//
// Identity/get, /changes, /set (RFC 8621 §6): one for each address of the account. Names and
// signatures are what users wrote: they live sealed in the item `settings/identities`, never here.

#include <array>
#include <utility>

#include "proto/jmap/errors.h"
#include "server/api/ids.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

using jmap::SetError;

constexpr std::array<std::string_view, 8> kProperties{
    "id", "name", "email", "replyTo", "bcc", "textSignature", "htmlSignature", "mayDelete"};

JsonObject to_json(const std::string& address) {
  JsonObject object;
  jmap::put(object, "id", jmap::json_text(identity_id(address)));
  jmap::put(object, "name", "");
  jmap::put(object, "email", jmap::json_text(address));
  jmap::put(object, "replyTo", nullptr);
  jmap::put(object, "bcc", nullptr);
  jmap::put(object, "textSignature", "");
  jmap::put(object, "htmlSignature", "");
  jmap::put(object, "mayDelete", false);
  return object;
}

Result<std::vector<JsonObject>> list(const Context& context) {
  const auto addresses = context.store().addresses(context.account());
  if (!addresses.ok()) return method_failure(addresses.error());
  std::vector<JsonObject> all;
  for (const std::string& address : *addresses) all.push_back(to_json(address));
  return all;
}

SetError refuse_update(const std::vector<JsonObject>& all, std::string_view id, const Json& patch) {
  for (const JsonObject& one : all) {
    if (jmap::text_of(one.at("id")) != id) continue;
    SetError error{"invalidProperties",
                   "names and signatures are sealed: keep them in the item settings/identities",
                   {}};
    if (!patch.is_object()) return error;
    for (const auto& member : patch.get_object())
      error.properties.emplace_back(member.key().data(), member.key().size());
    return error;
  }
  return {"notFound", {}, {}};
}

}  // namespace

Result<JsonObject> identity_get(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const GetArguments get, parse_get(context, reader, kProperties));
  TRY_ASSIGN(std::vector<JsonObject> all, list(context));
  std::string state = state_of(all);
  return answer_get(context, get, std::move(all), std::move(state));
}

Result<JsonObject> identity_changes(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY(check_account(context, reader));
  TRY_ASSIGN(const std::string since, reader.required_text("sinceState"));
  TRY(reader.unsigned_integer("maxChanges"));
  TRY(reader.finish());
  TRY_ASSIGN(const std::vector<JsonObject> all, list(context));
  if (since != state_of(all)) return Error(jmap::Errc::cannot_calculate_changes);
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(context.account())));
  jmap::put(answer, "oldState", jmap::json_text(since));
  jmap::put(answer, "newState", jmap::json_text(since));
  jmap::put(answer, "hasMoreChanges", false);
  for (const std::string_view name : {"created", "updated", "destroyed"})
    jmap::put(answer, name, JsonArray());
  return answer;
}

Result<JsonObject> identity_set(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const SetArguments set, parse_set(context, reader));
  TRY(reader.finish());
  TRY_ASSIGN(const std::vector<JsonObject> all, list(context));
  const std::string state = state_of(all);
  TRY(check_state(set, state));
  SetAnswer answer;
  for (const auto& [id, json] : set.create)
    answer.not_created(id, {"forbidden", "each address of the account is an Identity", {}});
  for (const auto& [id, json] : set.update) answer.not_updated(id, refuse_update(all, id, *json));
  for (const std::string& id : set.destroy)
    answer.not_destroyed(id, {"forbidden", "each address of the account is an Identity", {}});
  return std::move(answer).finish(context, state, state);
}

}  // namespace nightmail::api
