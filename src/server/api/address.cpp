// SPDX-License-Identifier: Apache-2.0
//
// Address/get and /set (docs/protocol.md): the addresses of an account. Its first one is its name;
// others (aliases) come and go. One that went stays its owner's to take back for a year, and counts
// against the limit so long: nobody can hoard names, and nobody else gets his mail.

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/encoding.h"
#include "proto/jmap/errors.h"
#include "server/api/errors.h"
#include "server/api/sign_up_rules.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

using jmap::invalid_property;
using jmap::SetError;

constexpr std::array<std::string_view, 3> kProperties{"id", "address", "isName"};

std::string id_of(std::string_view address) {
  return crypto::base64url_encode(as_bytes(address));
}

JsonObject to_json(const std::string& address, bool is_name) {
  JsonObject object;
  jmap::put(object, "id", jmap::json_text(id_of(address)));
  jmap::put(object, "address", jmap::json_text(address));
  jmap::put(object, "isName", is_name);
  return object;
}

Result<std::vector<JsonObject>> list(const Context& context) {
  const auto addresses = context.store().addresses(context.account());
  if (!addresses.ok()) return method_failure(addresses.error());
  std::vector<JsonObject> all;
  for (const std::string& address : *addresses) {
    all.push_back(to_json(address, address == context.identity.account_name));
  }
  return all;
}

// {"address": ...} alone.
Result<std::string> read_address(const Context& context, const Json& json) {
  const auto* object = json.if_object();
  const Json* address = object == nullptr ? nullptr : jmap::find(*object, "address");
  if (address == nullptr || object->size() != 1 || !address->is_string()) {
    return Error(Errc::address_invalid, "an address is expected");
  }
  return check_new_address(context.services.config, jmap::text_of(*address));
}

SetError refusal(const Error& error) {
  if (error.is(Errc::address_taken) || error.is(store::Errc::already_exists)) {
    return {"alreadyExists", "the address is taken", {"address"}};
  }
  if (error.is(Errc::address_invalid)) return invalid_property("address", error.context());
  if (error.is(store::Errc::over_quota)) {
    return {"overQuota", "no more addresses for this account", {}};
  }
  return set_error_for(error);
}

void create(Context& context, const std::string& creation_id, const Json& json, SetAnswer& answer) {
  const auto address = read_address(context, json);
  if (!address.ok()) return answer.not_created(creation_id, refusal(address.error()));
  const auto added =
      context.store().add_alias(context.account(), *address, context.limits().max_addresses);
  if (!added.ok()) return answer.not_created(creation_id, refusal(added.error()));
  answer.created(context, creation_id, to_json(*address, false));
}

void destroy(Context& context, const std::string& id, SetAnswer& answer) {
  const auto octets = crypto::base64url_decode(id);
  const std::string address(octets.ok() ? as_text(*octets) : std::string_view());
  if (address == context.identity.account_name) {
    return answer.not_destroyed(id, {"forbidden", "it is the account's name", {}});
  }
  const auto removed = context.store().remove_alias(context.account(), address, context.now());
  if (!removed.ok()) return answer.not_destroyed(id, set_error_for(removed.error()));
  answer.destroyed(id);
}

}  // namespace

Result<JsonObject> address_get(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const GetArguments get, parse_get(context, reader, kProperties));
  TRY_ASSIGN(std::vector<JsonObject> all, list(context));
  std::string state = state_of(all);
  return answer_get(context, get, std::move(all), std::move(state));
}

Result<JsonObject> address_set(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const SetArguments set, parse_set(context, reader));
  TRY(reader.finish());
  TRY_ASSIGN(const std::vector<JsonObject> before, list(context));
  const std::string old_state = state_of(before);
  TRY(check_state(set, old_state));
  SetAnswer answer;
  for (const auto& [id, json] : set.create) create(context, id, *json, answer);
  for (const auto& [id, json] : set.update) {
    answer.not_updated(id, {"forbidden", "addresses come and go, they do not change", {}});
  }
  for (const std::string& id : set.destroy) destroy(context, id, answer);
  TRY_ASSIGN(const std::vector<JsonObject> after, list(context));
  return std::move(answer).finish(context, old_state, state_of(after));
}

}  // namespace nightmail::api
