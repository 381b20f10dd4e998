// SPDX-License-Identifier: Apache-2.0

#include "server/api/routes.h"

#include "server/api/errors.h"
#include "server/api/key_directory.h"

namespace nightmail::api {
namespace {

// Pages and keys: no token, and nothing is sent there.
bool is_open_to_all(Place place) {
  return place == Place::front_page || place == Place::web_file || place == Place::key_directory;
}

bool is_get(const Route& route) {
  const Place place = route.place;
  if (place == Place::protected_door) return route.door == DoorAction::look;
  return is_open_to_all(place) || place == Place::session || place == Place::download ||
         place == Place::events;
}

std::string_view authority_of(std::string_view url) {
  const auto scheme = url.find("://");
  return scheme == std::string_view::npos ? std::string_view() : url.substr(scheme + 3);
}

// "[::1]:8080" -> "::1", "localhost:8080" -> "localhost".
std::string_view host_of(std::string_view authority) {
  if (authority.starts_with('[')) return authority.substr(1, authority.find(']') - 1);
  return authority.substr(0, authority.find(':'));
}

// Names that no stranger's DNS can make point to us.
bool is_fixed_host(std::string_view host) {
  return net::same_name(host, "localhost") || net::parse_ip(host).ok();
}

// A page of our own, whether it was opened under the configured name or under an address that the
// Host field has too. Other sites get no further; no CORS header would let them read an answer
// either. A site whose name its owner lets point to us ("DNS rebinding") has that name in both.
bool is_own_origin(const ApiConfig& config, const net::RequestHead& head) {
  const std::string* origin = head.headers.find("Origin");
  if (origin == nullptr || *origin == config.base_url) return true;
  const std::string* host = head.headers.find("Host");
  return host != nullptr && authority_of(*origin) == *host && is_fixed_host(host_of(*host));
}

bool is_json(const net::RequestHead& head) {
  const std::string* type = head.headers.find("Content-Type");
  if (type == nullptr) return false;
  const std::string_view value(*type);
  return net::same_name(value.substr(0, value.find_first_of("; ")), "application/json");
}

std::string_view last_in_list(std::string_view list) {
  const auto comma = list.rfind(',');
  if (comma != std::string_view::npos) list.remove_prefix(comma + 1);
  while (list.starts_with(' ')) list.remove_prefix(1);
  while (list.ends_with(' ')) list.remove_suffix(1);
  return list;
}

}  // namespace

bool Route::needs_token() const {
  if (place == Place::login) return login->needs_session;
  return !is_open_to_all(place) && place != Place::protected_door && place != Place::nowhere;
}

std::string_view Route::allowed_methods() const {
  return is_get(*this) ? "GET, HEAD, OPTIONS" : "POST, OPTIONS";
}

bool Route::allows(net::Method method) const {
  if (is_get(*this)) return method == net::Method::get || method == net::Method::head;
  return method == net::Method::post;
}

Route find_route(const net::Target& target) {
  if (target.path == "/") return {Place::front_page};
  if (target.path == "/.well-known/jmap") return {Place::session};
  if (target.path == "/jmap/api") return {Place::api};
  if (target.path == "/jmap/events") return {Place::events};
  if (KeyDirectory::is_place(target)) return {Place::key_directory};
  const auto& parts = target.segments;
  if (parts.size() >= 2 && parts[0] == "jmap") {
    if (parts[1] == "download" && parts.size() == 5) return {Place::download};
    const bool upload = parts.size() == 3 || (parts.size() == 4 && parts[3].empty());
    if (parts[1] == "upload" && upload) return {Place::upload};
    if (parts[1] == "outgoing" && upload) return {Place::outgoing};
  }
  if (const auto action = door_action(target)) return {Place::protected_door, nullptr, *action};
  for (const LoginEndpoint& endpoint : login_table()) {
    if (endpoint.path == target.path) return {Place::login, &endpoint};
  }
  return {};
}

Result<> check_head(const ApiConfig& config, const Route& route, const net::RequestHead& head) {
  if (route.place == Place::nowhere) return Error(Errc::not_found);
  // Everybody's mail program may ask for keys, those that run in a browser too.
  const bool for_everybody = route.place == Place::key_directory;
  if (!for_everybody && !is_own_origin(config, head)) return Error(Errc::origin_refused);
  if (head.method == net::Method::options) return {};
  if (!route.allows(head.method)) return Error(Errc::method_not_allowed);
  if (route.needs_token() && !head.headers.has("Authorization")) return Error(Errc::unauthorized);
  if (route.place == Place::login && !is_json(head)) return Error(Errc::unsupported_media_type);
  return {};
}

net::IpAddress client_address(const net::RequestHead& head) {
  // What the proxy added comes last; before it stands whatever the client sent.
  const std::string* forwarded = nullptr;
  for (const auto& field : head.headers.fields()) {
    if (net::same_name(field.name, "X-Forwarded-For")) forwarded = &field.value;
  }
  if (forwarded == nullptr || !net::is_loopback(head.peer)) return head.peer;
  const auto address = net::parse_ip(last_in_list(*forwarded));
  return address.ok() ? *address : head.peer;
}

}  // namespace nightmail::api
