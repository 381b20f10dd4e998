// SPDX-License-Identifier: Apache-2.0

#include "server/api/api_server.h"

#include <utility>

#include "net/connection_limit.h"
#include "net/http_server.h"
#include "net/listener.h"
#include "server/api/api_handler.h"
#include "server/api/key_discovery.h"
#include "server/api/login_state.h"
#include "server/api/responses.h"
#include "server/api/unsubscriber.h"

namespace nightmail::api {
namespace {

net::HttpServerOptions server_options() {
  net::HttpServerOptions options;
  options.always = security_headers();
  return options;
}

std::string default_base_url(const net::Endpoint& endpoint, bool tls) {
  return (tls ? "https://localhost:" : "http://localhost:") + std::to_string(endpoint.port);
}

}  // namespace

struct ApiServer::Impl {
  Impl(ApiConfig wanted, const ApiParts& with)
      : config(std::move(wanted)), parts(with), services{parts.store,    parts.clock, parts.random,
                                                         parts.log,      config,      nullptr,
                                                         parts.submitter} {}

  ApiConfig config;
  const ApiParts parts;
  Services services;
  std::unique_ptr<KeyDiscovery> discovery;
  std::unique_ptr<Unsubscriber> unsubscriber;
  std::unique_ptr<net::Listener> listener;
  std::unique_ptr<LoginState> login;
  std::unique_ptr<ApiHandler> handler;
  std::unique_ptr<net::HttpServer> server;
};

Result<std::unique_ptr<ApiServer>> ApiServer::open(ApiConfig config,
                                                   std::vector<net::Endpoint> listen,
                                                   std::size_t max_connections,
                                                   const ApiParts& parts) {
  auto impl = std::make_unique<Impl>(std::move(config), parts);
  net::ConnectionLimit::Limits limits;
  limits.total = max_connections;
  const auto limit = std::make_shared<net::ConnectionLimit>(limits, parts.random);
  TRY_ASSIGN(impl->listener, net::Listener::open(listen, limit, {}));
  if (impl->config.base_url.empty() && !impl->listener->endpoints().empty()) {
    impl->config.base_url =
        default_base_url(impl->listener->endpoints().front(), parts.tls != nullptr);
  }
  while (impl->config.base_url.ends_with('/')) impl->config.base_url.pop_back();
  if (parts.fetcher != nullptr) {
    impl->discovery =
        std::make_unique<KeyDiscovery>(*parts.fetcher, parts.loops, parts.clock, parts.random);
    impl->services.discovery = impl->discovery.get();
    impl->unsubscriber =
        std::make_unique<Unsubscriber>(*parts.fetcher, parts.loops, parts.clock, parts.random);
    impl->services.unsubscriber = impl->unsubscriber.get();
  }
  TRY_ASSIGN(impl->login, LoginState::open(impl->services));
  impl->handler = std::make_unique<ApiHandler>(*impl->login, parts.workers, parts.web_files);
  impl->server =
      std::make_unique<net::HttpServer>(*impl->handler, server_options(), parts.tls, parts.clock);
  return std::unique_ptr<ApiServer>(new ApiServer(std::move(impl)));
}

ApiServer::ApiServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ApiServer::~ApiServer() = default;

void ApiServer::start() {
  net::HttpServer* server = impl_->server.get();
  impl_->listener->start(
      net::all_loops(impl_->parts.loops),
      [server](std::unique_ptr<net::Stream> stream) { return server->serve(std::move(stream)); });
}

const std::vector<net::Endpoint>& ApiServer::endpoints() const {
  return impl_->listener->endpoints();
}
const ApiConfig& ApiServer::config() const {
  return impl_->config;
}

}  // namespace nightmail::api
