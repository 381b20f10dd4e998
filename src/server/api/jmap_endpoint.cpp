// SPDX-License-Identifier: Apache-2.0

#include "server/api/jmap_endpoint.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "proto/jmap/errors.h"
#include "proto/jmap/reference.h"
#include "proto/jmap/request.h"
#include "server/api/methods.h"

namespace nightmail::api {
namespace {

using jmap::Invocation;
using jmap::Request;

Result<> check_capabilities(const Request& request, bool sends) {
  constexpr std::array kKnown{jmap::kCoreCapability, jmap::kMailCapability,
                              jmap::kSealedCapability};
  for (const std::string& name : request.capabilities) {
    const bool submission = sends && name == jmap::kSubmissionCapability;
    if (!submission && std::find(kKnown.begin(), kKnown.end(), name) == kKnown.end()) {
      return Error(jmap::Errc::unknown_capability, "a capability in `using` is not known here");
    }
  }
  return {};
}

// A method whose capability is not in `using` does not exist (RFC 8620 §3.3).
const Method* find_method(const Request& request, std::string_view name) {
  for (const Method& method : method_table()) {
    if (method.name == name && request.uses(method.capability)) return &method;
  }
  return nullptr;
}

Result<JsonObject> run_method(Context& context, const Request& request, const Invocation& call) {
  const Method* method = find_method(request, call.name);
  if (method == nullptr) return Error(jmap::Errc::unknown_method);
  if (method->needs_session && context.identity.is_app_token()) {
    return Error(jmap::Errc::forbidden, "an app token may not do this; log in");
  }
  return method->run(context, call.arguments);
}

// A failure of ours leaves a line; a client's mistake does not.
void note_failure(Context& context, std::string_view method, const Error& error) {
  if (error.is(jmap::Errc::server_fail)) {
    context.services.log.error("api.method_failed", {{"method", method}});
  }
}

// About what `value` takes in the answer, but for long texts: whoever puts them in has counted
// them.
std::int64_t octets_of(const Json& value) {
  constexpr std::size_t kLongText = 1024;
  std::int64_t sum = 8;
  if (const auto* text = value.if_string()) {
    sum += static_cast<std::int64_t>(std::min(text->size(), kLongText));
  } else if (const auto* array = value.if_array()) {
    for (const Json& element : *array) sum += octets_of(element);
  } else if (const auto* object = value.if_object()) {
    for (const auto& member : *object) {
      sum += static_cast<std::int64_t>(member.key().size()) + octets_of(member.value());
    }
  }
  return sum;
}
std::int64_t octets_of(const JsonObject& object) {
  std::int64_t sum = 0;
  for (const auto& member : object) sum += octets_of(member.value());
  return sum;
}

Invocation run_call(Context& context, const Request& request, Invocation call,
                    const std::vector<Invocation>& earlier, std::size_t& budget) {
  Invocation response{call.name, {}, call.call_id};
  Result<JsonObject> result = Error(jmap::Errc::server_fail);
  if (context.answer_room <= 0) {
    result = Error(jmap::Errc::request_too_large, "the answer is full; ask in another request");
  } else if (const auto resolved = jmap::resolve_references(call.arguments, earlier, budget);
             resolved.ok()) {
    result = run_method(context, request, call);
  } else {
    result = resolved.error();
  }
  if (result.ok()) {
    response.arguments = *std::move(result);
  } else {
    const Error error = result.error();
    if (find_method(request, call.name) != nullptr) note_failure(context, call.name, error);
    response.name = "error";
    response.arguments = jmap::method_error(error);
  }
  return response;
}

// What a method asked for. Its own implicit calls would be none.
void run_implicit(Context& context, const Request& request, const std::string& call_id,
                  std::vector<Invocation>& responses, std::size_t& budget) {
  for (Invocation& call : std::exchange(context.implicit, {})) {
    call.call_id = call_id;
    responses.push_back(run_call(context, request, std::move(call), responses, budget));
    context.answer_room -= octets_of(responses.back().arguments);
  }
}

}  // namespace

Result<std::string> run_jmap_request(Services& services, const Identity& identity,
                                     std::string_view text) {
  const ApiLimits& limits = services.config.limits;
  if (text.size() > static_cast<std::size_t>(limits.max_size_request)) {
    return Error(jmap::Errc::limit_size_request);
  }
  TRY_ASSIGN(const Json json, jmap::parse_json(text));
  TRY_ASSIGN(Request request,
             jmap::parse_request(json, static_cast<std::size_t>(limits.max_calls_in_request)));
  TRY(check_capabilities(request, services.submitter != nullptr));
  Context context{services, identity, request.uses(jmap::kSealedCapability)};
  if (request.created_ids) context.created = *request.created_ids;
  jmap::Response response;
  std::size_t budget = jmap::kReferenceBudget;
  const auto begin = std::chrono::steady_clock::now();
  for (Invocation& call : request.calls) {
    response.responses.push_back(
        run_call(context, request, std::move(call), response.responses, budget));
    context.answer_room -= octets_of(response.responses.back().arguments);
    run_implicit(context, request, response.responses.back().call_id, response.responses, budget);
    // Workers are few; nobody may have one for minutes.
    const auto time = std::chrono::steady_clock::now() - begin;
    if (time > std::chrono::milliseconds(limits.max_request_ms)) context.answer_room = 0;
  }
  if (request.created_ids) response.created_ids = std::move(context.created);
  response.session_state = session_state(services, identity);
  return jmap::print_json(to_json(std::move(response)));
}

}  // namespace nightmail::api
