// SPDX-License-Identifier: Apache-2.0
//
// ApiHandler: from HTTP requests to the functions of this room. What blocks runs on the worker
// pool. Owner: ApiServer; called by all loops.

#ifndef NIGHTMAIL_SERVER_API_API_HANDLER_H_
#define NIGHTMAIL_SERVER_API_API_HANDLER_H_

#include <memory>

#include "net/http_server.h"
#include "net/worker_pool.h"
#include "server/api/concurrency.h"
#include "server/api/key_directory.h"
#include "server/api/login_state.h"
#include "server/api/routes.h"
#include "server/web/web_files.h"

namespace nightmail::api {

class ApiHandler final : public net::HttpHandler {
 public:
  // `web_files` may be null.
  ApiHandler(LoginState& login, net::WorkerPool& pool, const web::WebFiles* web_files);

  net::Task<net::HeadVerdict> on_head(const net::RequestHead& head, net::Loop& loop) override;
  net::Task<net::Response> handle(net::Request request, net::Loop& loop) override;

 private:
  [[nodiscard]] Route route_of(const net::Target& target) const;
  // Blocking, on a worker.
  Result<Identity> identify(const net::RequestHead& head);
  // A place among what the sender has under way.
  Result<std::shared_ptr<void>> admit(const Route& route, const net::RequestHead& head);
  Result<net::Response> answer(const Route& route, const net::Request& request, net::Loop& loop);
  Result<net::Response> answer_login(const Route& route, const net::Request& request);
  Result<net::Response> answer_api(const net::Request& request);
  Result<net::Response> answer_upload(const Route& route, const net::Request& request);

  net::Task<net::Response> open_events(net::RequestHead head, net::Loop& loop);
  [[nodiscard]] std::size_t body_limit(const Route& route) const;
  [[nodiscard]] Result<> check_length(const Route& route, const net::RequestHead& head) const;

  LoginState& login_;
  Services& services_;
  net::WorkerPool& pool_;
  KeyDirectory key_directory_;
  const web::WebFiles* const web_files_;
  ProtectedDoor protected_door_;
  const std::shared_ptr<Concurrency> requests_, uploads_, streams_;
  const std::shared_ptr<net::ByteBudget> memory_, stranger_memory_;
};

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_API_HANDLER_H_
