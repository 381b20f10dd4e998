// SPDX-License-Identifier: Apache-2.0

#include "server/api/api_handler.h"

#include <charconv>
#include <utility>

#include "proto/jmap/errors.h"
#include "server/api/blob_http.h"
#include "server/api/errors.h"
#include "server/api/event_stream.h"
#include "server/api/ids.h"
#include "server/api/jmap_endpoint.h"
#include "server/api/responses.h"
#include "server/api/sessions.h"

namespace nightmail::api {
namespace {

net::Response response_or_problem(Result<net::Response> result) {
  if (result.ok()) return *std::move(result);
  return problem_response(result.error());
}

// An answer counts as long as it takes memory: until it is sent.
net::Response held_response(net::Response response, std::shared_ptr<void> place) {
  struct Held {
    Bytes body;
    std::shared_ptr<void> place;
  };
  auto held = std::make_shared<Held>(Held{std::move(response.body), std::move(place)});
  response.shared_body = std::shared_ptr<const Bytes>(held, &held->body);
  return response;
}

net::Response refusal(const Route& route, const Error& error) {
  net::Response response = problem_response(error);
  if (error.is(Errc::method_not_allowed)) {
    response.headers.set("Allow", std::string(route.allowed_methods()));
  }
  return response;
}

Result<store::AccountStates> read_states(Services& services, store::AccountId account) {
  store::AccountStates states;
  TRY_ASSIGN(states.mailbox, services.store.mailbox_state(account));
  TRY_ASSIGN(states.message, services.store.message_state(account));
  TRY_ASSIGN(states.submission, services.store.submission_state(account));
  return states;
}

bool is_upload(const Route& route) {
  return route.place == Place::upload || route.place == Place::outgoing;
}

std::shared_ptr<net::ByteBudget> budget(std::int64_t octets) {
  return std::make_shared<net::ByteBudget>(static_cast<std::size_t>(octets));
}

std::string_view authorization_of(const net::RequestHead& head) {
  const std::string* field = head.headers.find("Authorization");
  return field == nullptr ? std::string_view() : std::string_view(*field);
}

}  // namespace

ApiHandler::ApiHandler(LoginState& login, net::WorkerPool& pool, const web::WebFiles* web_files)
    : login_(login),
      services_(login.services()),
      pool_(pool),
      key_directory_(services_),
      web_files_(web_files),
      protected_door_(services_),
      requests_(std::make_shared<Concurrency>(services_.config.limits.max_concurrent_requests)),
      uploads_(std::make_shared<Concurrency>(services_.config.limits.max_concurrent_upload)),
      streams_(std::make_shared<Concurrency>(services_.config.limits.max_event_streams)),
      memory_(budget(services_.config.limits.request_memory)),
      stranger_memory_(budget(services_.config.limits.stranger_memory)) {}

std::size_t ApiHandler::body_limit(const Route& route) const {
  const ApiLimits& limits = services_.config.limits;
  switch (route.place) {
    case Place::login:
      return route.login->body_limit;
    case Place::api:
      return static_cast<std::size_t>(limits.max_size_request);
    case Place::upload:
      return static_cast<std::size_t>(limits.max_size_upload);
    case Place::protected_door:
      return route.door == DoorAction::answer
                 ? static_cast<std::size_t>(limits.max_size_protected_answer)
                 : 0;
    case Place::outgoing:
      return services_.submitter == nullptr
                 ? 0
                 : static_cast<std::size_t>(services_.submitter->rules().max_message_octets);
    default:
      return 0;
  }
}

// What is known to be too long is refused before it is read, in the words of the standard.
Result<> ApiHandler::check_length(const Route& route, const net::RequestHead& head) const {
  const std::string* field = head.headers.find("Content-Length");
  if (field == nullptr) return {};
  std::uint64_t length = 0;
  const auto [end, failure] = std::from_chars(field->data(), field->data() + field->size(), length);
  if (failure == std::errc() && length <= body_limit(route)) return {};
  if (route.place == Place::api) return Error(jmap::Errc::limit_size_request);
  return Error(Errc::too_large);
}

Route ApiHandler::route_of(const net::Target& target) const {
  const Route route = find_route(target);
  const bool open = route.place == Place::front_page || route.place == Place::nowhere;
  if (open && web_files_ != nullptr && web_files_->has(target.path)) return {Place::web_file};
  return route;
}

net::Task<net::HeadVerdict> ApiHandler::on_head(const net::RequestHead& head, net::Loop& loop) {
  const Route route = route_of(head.target);
  auto checked = check_head(services_.config, route, head);
  if (checked.ok()) checked = check_length(route, head);
  if (!checked.ok()) co_return net::HeadVerdict(refusal(route, checked.error()));
  net::BodyLimit limit{body_limit(route), stranger_memory_};
  // Only those we know make us read much, and no more of it at once than is theirs.
  const bool large = is_upload(route) || route.place == Place::api;
  if (large && head.method == net::Method::post) {
    auto place = co_await pool_.run(loop, [this, &route, &head] { return admit(route, head); });
    if (!place.ok()) co_return net::HeadVerdict(refusal(route, place.error()));
    limit.budget = memory_;
    limit.place = *std::move(place);
  }
  if (route.place == Place::protected_door && route.door == DoorAction::answer) {
    const auto admitted =
        co_await pool_.run(loop, [this, &head] { return protected_door_.admit_answer(head); });
    if (!admitted.ok()) co_return net::HeadVerdict(refusal(route, admitted.error()));
    limit.budget = memory_;
  }
  co_return net::HeadVerdict(std::move(limit));
}

Result<std::shared_ptr<void>> ApiHandler::admit(const Route& route, const net::RequestHead& head) {
  TRY_ASSIGN(const Identity identity, identify(head));
  const bool upload = is_upload(route);
  auto place = (upload ? uploads_ : requests_)->enter(identity.account());
  if (place) return place;
  return Error(upload ? jmap::Errc::limit_concurrent_upload
                      : jmap::Errc::limit_concurrent_requests);
}

net::Task<net::Response> ApiHandler::handle(net::Request request, net::Loop& loop) {
  const Route route = route_of(request.head.target);
  if (request.head.method == net::Method::options) {
    co_return empty_response(204, route.allowed_methods());
  }
  if (route.place == Place::web_file) co_return web_files_->answer(request.head);
  if (route.place == Place::front_page) co_return front_page(services_.config.base_url);
  if (route.place == Place::events) {
    net::Response opened = co_await open_events(std::move(request.head), loop);
    co_return opened;
  }
  auto result = co_await pool_.run(
      loop, [this, &route, &request, &loop] { return answer(route, request, loop); });
  co_return response_or_problem(std::move(result));
}

Result<Identity> ApiHandler::identify(const net::RequestHead& head) {
  return authenticate(services_, authorization_of(head));
}

Result<net::Response> ApiHandler::answer(const Route& route, const net::Request& request,
                                         net::Loop& loop) {
  if (route.place == Place::login) return answer_login(route, request);
  if (route.place == Place::api) return answer_api(request);
  if (is_upload(route)) return answer_upload(route, request);
  if (route.place == Place::protected_door) {
    return protected_door_.handle(route.door, request, pool_, loop);
  }
  if (route.place == Place::key_directory) return key_directory_.answer(request.head);
  TRY_ASSIGN(const Identity identity, identify(request.head));
  if (route.place == Place::session) {
    return json_response(200, session_resource(services_, identity));
  }
  return download_blob(services_, identity, request.head, pool_, loop);
}

Result<net::Response> ApiHandler::answer_login(const Route& route, const net::Request& request) {
  std::optional<Identity> identity;
  if (route.login->needs_session) {
    TRY_ASSIGN(identity, identify(request.head));
    if (identity->is_app_token()) {
      return Error(Errc::forbidden, "an app token may not do this; log in");
    }
  }
  TRY_ASSIGN(const JsonObject answer,
             run_login(login_, *route.login, as_text(request.body), client_address(request.head),
                       identity ? &*identity : nullptr));
  return json_response(200, boost::json::serialize(answer));
}

Result<net::Response> ApiHandler::answer_api(const net::Request& request) {
  TRY_ASSIGN(const Identity identity, identify(request.head));
  // RFC 8620 §3.6.1: notJSON also if the content type is not application/json.
  const std::string* type = request.head.headers.find("Content-Type");
  if (type == nullptr || !type->starts_with("application/json")) {
    return Error(jmap::Errc::not_json, "the content type is not application/json");
  }
  TRY_ASSIGN(const std::string answer,
             run_jmap_request(services_, identity, as_text(request.body)));
  return held_response(json_response(200, answer), request.place);
}

Result<net::Response> ApiHandler::answer_upload(const Route& route, const net::Request& request) {
  TRY_ASSIGN(const Identity identity, identify(request.head));
  if (route.place == Place::outgoing) return upload_outgoing(services_, identity, request);
  return upload_blob(services_, identity, request);
}

net::Task<net::Response> ApiHandler::open_events(net::RequestHead head, net::Loop& loop) {
  auto options = parse_event_options(head);
  if (!options.ok()) co_return problem_response(options.error());
  auto identity = co_await pool_.run(loop, [this, &head] { return identify(head); });
  if (!identity.ok()) co_return problem_response(identity.error());
  net::Response response = net::make_response(200, "text/event-stream", "");
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Accel-Buffering", "no");
  if (head.method == net::Method::head) co_return response;
  auto place = streams_->enter(identity->account());
  if (!place) co_return problem_response(Error(Errc::too_many_attempts, "30"));
  auto stream = std::make_unique<EventStream>(services_.store, identity->account(),
                                              *std::move(options), std::move(place), loop);
  const store::AccountId account = identity->account();
  auto states =
      co_await pool_.run(loop, [this, account] { return read_states(services_, account); });
  if (!states.ok()) co_return problem_response(states.error());
  stream->begin(*states);
  response.source = std::move(stream);
  co_return response;
}

}  // namespace nightmail::api
