// SPDX-License-Identifier: Apache-2.0

#include "proto/jmap/request.h"

#include <algorithm>
#include <utility>

#include "proto/jmap/errors.h"
#include "proto/jmap/values.h"

namespace nightmail::jmap {
namespace {

Error not_request(std::string_view why) {
  return Error(Errc::not_request, std::string(why));
}

Result<Invocation> parse_invocation(const Json& json) {
  const auto* parts = json.if_array();
  if (parts == nullptr || parts->size() != 3) return not_request("an invocation has three parts");
  const auto* name = (*parts)[0].if_string();
  const auto* arguments = (*parts)[1].if_object();
  const auto* call_id = (*parts)[2].if_string();
  if (name == nullptr || arguments == nullptr || call_id == nullptr) {
    return not_request("an invocation is [name, arguments, method call id]");
  }
  return Invocation{std::string(text_of(*name)), *arguments, std::string(text_of(*call_id))};
}

Result<std::vector<Invocation>> parse_invocations(const Json* json, std::string_view what) {
  const auto* list = json == nullptr ? nullptr : json->if_array();
  if (list == nullptr) return not_request(std::string(what) + " is missing");
  std::vector<Invocation> invocations;
  invocations.reserve(list->size());
  for (const Json& item : *list) {
    TRY_ASSIGN(Invocation invocation, parse_invocation(item));
    invocations.push_back(std::move(invocation));
  }
  return invocations;
}

Result<std::vector<std::string>> parse_using(const Json* json) {
  const auto* list = json == nullptr ? nullptr : json->if_array();
  if (list == nullptr) return not_request("using is missing");
  std::vector<std::string> capabilities;
  for (const Json& item : *list) {
    if (!item.is_string()) return not_request("using holds strings");
    capabilities.emplace_back(text_of(item));
  }
  return capabilities;
}

Result<std::optional<CreatedIds>> parse_created_ids(const Json* json) {
  if (json == nullptr || json->is_null()) return std::optional<CreatedIds>();
  const auto* object = json->if_object();
  if (object == nullptr) return not_request("createdIds is an object");
  CreatedIds created;
  for (const auto& member : *object) {
    const std::string_view key(member.key().data(), member.key().size());
    const auto* id = member.value().if_string();
    if (!is_id(key) || id == nullptr || !is_id(text_of(*id))) {
      return not_request("createdIds holds ids");
    }
    created.emplace(key, text_of(*id));
  }
  return std::optional<CreatedIds>(std::move(created));
}

Json invocations_to_json(std::vector<Invocation> invocations) {
  JsonArray list;
  list.reserve(invocations.size());
  for (Invocation& invocation : invocations) {
    JsonArray parts;
    parts.reserve(3);
    parts.emplace_back(json_text(invocation.name));
    parts.emplace_back(std::move(invocation.arguments));
    parts.emplace_back(json_text(invocation.call_id));
    list.emplace_back(std::move(parts));
  }
  return list;
}

Json created_ids_to_json(const CreatedIds& created) {
  JsonObject object;
  for (const auto& [key, id] : created) put(object, key, json_text(id));
  return object;
}

}  // namespace

bool Request::uses(std::string_view capability) const {
  return std::find(capabilities.begin(), capabilities.end(), capability) != capabilities.end();
}

Result<Request> parse_request(const Json& json, std::size_t max_calls) {
  const auto* object = json.if_object();
  if (object == nullptr) return not_request("a Request is an object");
  const Json* calls = find(*object, "methodCalls");
  if (calls != nullptr && calls->is_array() && calls->get_array().size() > max_calls) {
    return Error(Errc::limit_calls_in_request, "too many method calls");
  }
  Request request;
  TRY_ASSIGN(request.capabilities, parse_using(find(*object, "using")));
  TRY_ASSIGN(request.calls, parse_invocations(calls, "methodCalls"));
  TRY_ASSIGN(request.created_ids, parse_created_ids(find(*object, "createdIds")));
  return request;
}

Json to_json(const Request& request) {
  JsonObject object;
  JsonArray capabilities;
  for (const std::string& capability : request.capabilities) {
    capabilities.emplace_back(json_text(capability));
  }
  put(object, "using", std::move(capabilities));
  put(object, "methodCalls", invocations_to_json(request.calls));
  if (request.created_ids) put(object, "createdIds", created_ids_to_json(*request.created_ids));
  return object;
}

Result<Response> parse_response(const Json& json) {
  const auto* object = json.if_object();
  if (object == nullptr) return not_request("a Response is an object");
  Response response;
  TRY_ASSIGN(response.responses,
             parse_invocations(find(*object, "methodResponses"), "methodResponses"));
  TRY_ASSIGN(response.created_ids, parse_created_ids(find(*object, "createdIds")));
  const Json* state = find(*object, "sessionState");
  if (state == nullptr || !state->is_string()) return not_request("sessionState is missing");
  response.session_state = std::string(text_of(*state));
  return response;
}

Json to_json(Response response) {
  JsonObject object;
  put(object, "methodResponses", invocations_to_json(std::move(response.responses)));
  if (response.created_ids) put(object, "createdIds", created_ids_to_json(*response.created_ids));
  put(object, "sessionState", json_text(response.session_state));
  return object;
}

JsonObject method_error(const Error& error) {
  JsonObject object;
  put(object, "type", json_text(method_error_type(error)));
  if (!error.context().empty()) put(object, "description", json_text(error.context()));
  return object;
}

std::optional<std::string> resolve_id(std::string_view text, const CreatedIds& created) {
  if (!text.starts_with('#')) return std::string(text);
  const auto found = created.find(text.substr(1));
  if (found == created.end()) return std::nullopt;
  return found->second;
}

}  // namespace nightmail::jmap
