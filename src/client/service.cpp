// SPDX-License-Identifier: Apache-2.0
#include "client/service.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <thread>
#include <utility>

#include "client/errors.h"
#include "client/json_fields.h"
#include "net/endpoint.h"
#include "net/errors.h"
#include "net/event_source.h"
#include "net/http_client.h"
#include "net/tls.h"
#include "net/url.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::client {
namespace {

constexpr std::string_view kProblem = "urn:nightmail:error:";
constexpr std::size_t kMaxServerWords = 300;

bool is_this_machine(const std::string& host) {
  const auto address = net::parse_ip(host);
  return host == "localhost" || (address.ok() && net::is_loopback(*address));
}

// What the server says about itself: shown to the person, so shortened and made harmless.
std::string servers_words(const json::object& problem) {
  const auto detail = text_field(problem, "detail");
  const auto title = text_field(problem, "title");
  std::string words = detail.ok() ? *detail : title.ok() ? *title : "no reason given";
  if (words.size() > kMaxServerWords) words.resize(kMaxServerWords);
  return mime::terminal_safe_line(words);
}

Error transport_error(const Error& error, const std::string& url) {
  if (net::is_untrusted_peer(error)) {
    return Error(Errc::untrusted,
                 "The certificate of " + url + " is not valid (" + error.context() +
                     "). Nothing was sent. Check the address given with --server.");
  }
  if (error.is(net::Errc::refused)) {
    return Error(Errc::unreachable,
                 "Nothing answers at " + url + ". Is the server running, and is --server right?");
  }
  if (error.is(net::Errc::name_not_found)) {
    return Error(
        Errc::unreachable,
        "The host of " + url + " is not known. Check --server and the network connection.");
  }
  if (error.is(net::Errc::too_large) || error.is(net::Errc::bad_http)) {
    return bad_answer(error.message());
  }
  return Error(Errc::unreachable, "No connection to " + url + " (" + error.message() + ").");
}

Error problem_error(const net::ClientResponse& response) {
  const auto parsed = parse_object(response.body);
  if (!parsed.ok()) return bad_answer("status " + std::to_string(response.status));
  const auto type = text_field(*parsed, "type");
  const std::string words = servers_words(*parsed);
  std::string_view name = type.ok() ? std::string_view(*type) : std::string_view();
  if (name.starts_with(kProblem)) name.remove_prefix(kProblem.size());
  if (name == "secondFactorFailed") {
    return Error(Errc::wrong_password,
                 "The code is wrong, or was used before. Wait for the next one and try again.");
  }
  if (name == "loginFailed") return Error(Errc::wrong_password, words);
  if (name == "wrongPassword") {
    return Error(Errc::wrong_password, "The password is wrong. Tries left: " + words);
  }
  if (name == "notFound") return Error(Errc::not_found, "It is not there: " + words);
  if (name == "unauthorized") {
    return Error(Errc::session_ended,
                 "The session on this device has ended. Run `nightmail logout`, then `nightmail "
                 "login ADDRESS`.");
  }
  if (name == "tooManyAttempts") {
    return Error(Errc::too_many_attempts, "Too many attempts. " + words);
  }
  return Error(Errc::refused, "The server refused: " + words);
}

Error method_error(const json::object& arguments) {
  const auto type = text_field(arguments, "type");
  if (type.ok() && *type == "cannotCalculateChanges") {
    return Error(Errc::state_lost, "the server can't tell what changed");
  }
  const auto description = text_field(arguments, "description");
  std::string words = type.ok() ? *type : "unknown error";
  if (description.ok()) words += ": " + *description;
  if (words.size() > kMaxServerWords) words.resize(kMaxServerWords);
  return Error(Errc::refused, "The server refused: " + mime::terminal_safe_line(words));
}

bool is_submission(const MethodCall& call) {
  return call.name.starts_with("EmailSubmission/") || call.name.starts_with("Identity/");
}

json::object request_object(const std::vector<MethodCall>& calls) {
  json::array capabilities{"urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail",
                           "urn:nightmail:jmap:sealed"};
  if (std::any_of(calls.begin(), calls.end(), is_submission)) {
    capabilities.emplace_back("urn:ietf:params:jmap:submission");
  }
  json::array list;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    list.push_back(json::array{calls[i].name, calls[i].arguments, std::to_string(i)});
  }
  return {{"using", std::move(capabilities)}, {"methodCalls", std::move(list)}};
}

// One entry of methodResponses: [name, arguments, call id] (RFC 8620 §3.4).
Result<json::object> response_arguments(json::value& entry, const MethodCall& call,
                                        std::size_t index) {
  json::array* parts = entry.if_array();
  if (parts == nullptr || parts->size() != 3 || !(*parts)[0].is_string() ||
      !(*parts)[1].is_object() || !(*parts)[2].is_string()) {
    return bad_answer("a method response");
  }
  if (std::string_view((*parts)[2].get_string()) != std::to_string(index)) {
    return bad_answer("the order of method responses");
  }
  const std::string_view name = (*parts)[0].get_string();
  if (name == "error") return method_error((*parts)[1].get_object());
  if (name != call.name) return bad_answer("the name of a method response");
  return std::move((*parts)[1].get_object());
}

}  // namespace

Service::Service(std::string url, std::unique_ptr<net::HttpClient> http)
    : url_(std::move(url)), http_(std::move(http)) {}
Service::Service(Service&&) noexcept = default;
Service& Service::operator=(Service&&) noexcept = default;
Service::~Service() = default;

Result<Service> Service::open(const std::string& url) {
  const auto base = net::parse_base_url(url);
  if (!base.ok()) {
    return Error(Errc::bad_input, "'" + url +
                                      "' is no server address. It looks like "
                                      "https://mail.example.org or http://localhost:8080.");
  }
  if (!base->tls && !is_this_machine(base->host)) {
    return Error(Errc::bad_input,
                 "Without TLS everybody on the way could take over your session: use https://" +
                     base->host + ". (http:// is for a server on this machine.)");
  }
  std::shared_ptr<net::TlsContext> tls;
  if (base->tls) {
    TRY_ASSIGN(tls, net::TlsContext::client({}));
  }
  net::HttpClientOptions options;
  options.body_limit = std::size_t{256} << 20;
  return Service(url, std::make_unique<net::HttpClient>(*base, std::move(tls), options));
}

net::Headers Service::headers() const {
  net::Headers headers;
  if (!token_.expose().empty()) {
    headers.add("Authorization", "Bearer " + to_string(token_.expose()));
  }
  return headers;
}

std::string Service::target(const std::string& path) const {
  return http_->service().path + path;
}

Result<json::object> Service::post(const std::string& path, const json::object& body) {
  net::ClientRequest request;
  request.method = net::Method::post;
  request.target = target(path);
  request.headers = headers();
  request.headers.add("Content-Type", "application/json");
  request.body = to_bytes(json::serialize(body));
  const auto response = http_->send(request);
  if (!response.ok()) return transport_error(response.error(), url_);
  if (response->status < 200 || response->status > 299) return problem_error(*response);
  return parse_object(response->body);
}

Result<json::object> Service::upload(const std::string& path, Bytes body,
                                     const UploadProgress& sent) {
  net::ClientRequest request;
  request.method = net::Method::post;
  request.target = target(path);
  request.headers = headers();
  request.headers.add("Content-Type", "application/octet-stream");
  request.body = std::move(body);
  const std::size_t total = request.body.size();
  if (sent) request.sent = [&](std::size_t done) { sent(done, total); };
  const auto response = http_->send(request);
  if (!response.ok()) return transport_error(response.error(), url_);
  if (response->status < 200 || response->status > 299) return problem_error(*response);
  return parse_object(response->body);
}

Result<std::vector<json::object>> Service::call(const std::vector<MethodCall>& calls) {
  TRY_ASSIGN(json::object answer, post("/jmap/api", request_object(calls)));
  json::value* list = answer.if_contains("methodResponses");
  if (list == nullptr || !list->is_array() || list->get_array().size() != calls.size()) {
    return bad_answer("methodResponses");
  }
  std::vector<json::object> results;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    TRY_ASSIGN(json::object one, response_arguments(list->get_array()[i], calls[i], i));
    results.push_back(std::move(one));
  }
  return results;
}

Result<json::object> Service::call(const std::string& name, json::object arguments) {
  TRY_ASSIGN(std::vector<json::object> results, call({{name, std::move(arguments)}}));
  return std::move(results.front());
}

Result<json::object> Service::get(const std::string& path) {
  net::ClientRequest request;
  request.target = target(path);
  request.headers = headers();
  const auto response = http_->send(request);
  if (!response.ok()) return transport_error(response.error(), url_);
  if (response->status != 200) return problem_error(*response);
  return parse_object(response->body);
}

Result<Bytes> Service::post_for_octets(const std::string& path, const net::Headers& fields,
                                       std::size_t limit) {
  net::ClientRequest request;
  request.method = net::Method::post;
  request.target = target(path);
  request.headers = fields;
  Bytes content;
  const auto response = http_->send_streaming(request, [&](ByteView piece) -> Result<bool> {
    if (piece.size() > limit - content.size()) return bad_answer("an answer beyond all limits");
    append(content, piece);
    return true;
  });
  if (!response.ok() && response.error().is(Errc::bad_answer)) return response.error();
  if (!response.ok()) return transport_error(response.error(), url_);
  if (response->status != 200) return problem_error(*response);
  return content;
}

Result<Bytes> Service::download(const std::string& account_id, const std::string& blob_id,
                                std::size_t limit) {
  net::ClientRequest request;
  request.target = target("/jmap/download/" + net::percent_encode(account_id) + "/" +
                          net::percent_encode(blob_id) + "/mail?type=application%2Foctet-stream");
  request.headers = headers();
  Bytes content;
  const auto response = http_->send_streaming(request, [&](ByteView piece) -> Result<bool> {
    if (piece.size() > limit - content.size()) return bad_answer("a blob beyond all limits");
    append(content, piece);
    return true;
  });
  if (!response.ok() && response.error().is(Errc::bad_answer)) return response.error();
  if (!response.ok()) return transport_error(response.error(), url_);
  if (response->status != 200) return problem_error(*response);
  return content;
}

Result<bool> Service::listen_once(const std::function<Result<bool>()>& changed,
                                  std::string& last_id) {
  net::ClientRequest request;
  request.target = target("/jmap/events?types=Email,Mailbox&closeafter=no&ping=60");
  request.headers = headers();
  if (!last_id.empty()) request.headers.add("Last-Event-ID", last_id);
  request.silence = std::chrono::minutes(5);
  net::EventParser events;
  bool wanted = true;
  bool begun = false;
  const auto response = http_->send_streaming(request, [&](ByteView piece) -> Result<bool> {
    if (!std::exchange(begun, true)) {
      TRY_ASSIGN(wanted, changed());
    }
    TRY_ASSIGN(const auto heard, events.feed(as_text(piece)));
    last_id = events.last_id();
    for (const net::ServerEvent& event : heard) {
      if (event.event != "state" || !wanted) continue;
      TRY_ASSIGN(wanted, changed());
    }
    return wanted;
  });
  if (response.ok() && response->status != 200) return problem_error(*response);
  if (!response.ok() && !response.error().name().starts_with("net.")) return response.error();
  if (!response.ok() && net::is_untrusted_peer(response.error())) {
    return transport_error(response.error(), url_);
  }
  return wanted;
}

Result<> Service::listen(const std::function<Result<bool>()>& changed) {
  std::string last_id;
  std::chrono::seconds pause{1};
  for (;;) {
    const auto began = std::chrono::steady_clock::now();
    TRY_ASSIGN(const bool wanted, listen_once(changed, last_id));
    if (!wanted) return {};
    // The connection ended: come back soon if it had lasted, later if it keeps failing.
    const bool lasted = std::chrono::steady_clock::now() - began > std::chrono::seconds(30);
    pause = lasted ? std::chrono::seconds(1) : std::min(pause * 2, std::chrono::seconds(60));
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace nightmail::client
