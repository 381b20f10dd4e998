// SPDX-License-Identifier: Apache-2.0
//
// Which path leads where, and what may be sent there. Values; free functions, thread-safe.

#ifndef NIGHTMAIL_SERVER_API_ROUTES_H_
#define NIGHTMAIL_SERVER_API_ROUTES_H_

#include <string_view>

#include "base/result.h"
#include "net/http.h"
#include "server/api/login_endpoints.h"
#include "server/api/protected_door.h"

namespace nightmail::api {

enum class Place {
  front_page,
  web_file,  // of the web client; only ApiHandler knows which there are
  session,
  api,
  download,
  upload,
  outgoing,
  events,
  login,
  key_directory,
  protected_door,
  nowhere
};

struct Route {
  Place place = Place::nowhere;
  const LoginEndpoint* login = nullptr;
  DoorAction door = DoorAction::look;  // of the protected door

  [[nodiscard]] bool needs_token() const;
  [[nodiscard]] std::string_view allowed_methods() const;  // "GET, HEAD, OPTIONS"
  [[nodiscard]] bool allows(net::Method method) const;
};

[[nodiscard]] Route find_route(const net::Target& target);

// Whether the head may go on: the path is there, the method allowed, the Origin our own, a token
// given where one is needed, the Content-Type what is expected.
[[nodiscard]] Result<> check_head(const ApiConfig& config, const Route& route,
                                  const net::RequestHead& head);

// Who is counted in limits: the peer, or, where that is a proxy on this machine, the last address
// in its X-Forwarded-For.
[[nodiscard]] net::IpAddress client_address(const net::RequestHead& head);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_ROUTES_H_
