// SPDX-License-Identifier: Apache-2.0
#include "server/edge/edge_server.h"

#include <utility>

#include "server/edge/connection.h"
#include "server/edge/context.h"

namespace nightmail::edge {
namespace {

smtp::Config session_config(const EdgeConfig& config, bool lmtp, bool tls) {
  smtp::Config session;
  session.hostname = config.hostname;
  session.lmtp = lmtp;
  session.offer.starttls = tls;
  session.limits.message_size = config.max_message_octets;
  session.limits.recipients = config.max_recipients;
  session.trace_room = 0;  // trace headers are sealed as a part of their own
  return session;
}

net::ConnectionLimit::Limits limits(const EdgeConfig& config) {
  return {config.max_connections, config.max_connections_per_network, false, {}};
}

std::string refusal(const std::string& hostname) {
  return "421 4.7.0 " + hostname + " Too many connections, please try again later\r\n";
}

}  // namespace

struct EdgeServer::Impl {
  Impl(const EdgeConfig& config, const EdgeParts& parts, RecipientDirectory directory,
       Networks proxies)
      : recipients(std::move(directory)),
        memory(config.message_memory_octets),
        smtp_session(session_config(config, false, parts.tls != nullptr)),
        lmtp_session(session_config(config, true, parts.tls != nullptr)),
        context{config.hostname,
                config.command_timeout,
                config.session_limit,
                recipients,
                parts.store,
                parts.sealer,
                parts.clock,
                parts.random,
                parts.log,
                parts.workers,
                memory,
                parts.tls,
                std::move(proxies),
                std::make_shared<net::ConnectionLimit>(limits(config), parts.random)},
        loops(parts.loops) {}

  Result<> bind(const EdgeConfig& config, Random& random);
  void accept(net::Listener& listener, const smtp::Config& session);

  RecipientDirectory recipients;
  MessageMemory memory;
  smtp::Config smtp_session, lmtp_session;
  EdgeContext context;
  net::LoopGroup& loops;
  std::unique_ptr<net::Listener> smtp, lmtp;
};

Result<> EdgeServer::Impl::bind(const EdgeConfig& config, Random& random) {
  // A load balancer's connections are not those of one network; its clients are counted once it has
  // told who they are.
  net::ConnectionLimit::Limits most = limits(config);
  most.exempt = [proxies = context.proxies](const net::IpAddress& peer) {
    return proxies.contains(peer);
  };
  const auto limit = std::make_shared<net::ConnectionLimit>(std::move(most), random);
  net::ListenerOptions options;
  options.refusal = refusal(config.hostname);
  TRY_ASSIGN(smtp, net::Listener::open(config.smtp, limit, options));
  TRY_ASSIGN(lmtp, net::Listener::open(config.lmtp, limit, options));
  return {};
}

void EdgeServer::Impl::accept(net::Listener& listener, const smtp::Config& session) {
  listener.start(net::all_loops(loops), [this, &session](std::unique_ptr<net::Stream> stream) {
    return serve_connection(context, session, std::move(stream));
  });
}

EdgeServer::EdgeServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EdgeServer::~EdgeServer() = default;

Result<std::unique_ptr<EdgeServer>> EdgeServer::open(const EdgeConfig& config,
                                                     const EdgeParts& parts) {
  TRY_ASSIGN(RecipientDirectory directory,
             RecipientDirectory::make(config.recipients, parts.store, parts.sealer, parts.log));
  TRY_ASSIGN(Networks proxies, Networks::parse(config.proxies));
  auto impl = std::make_unique<Impl>(config, parts, std::move(directory), std::move(proxies));
  TRY(impl->bind(config, parts.random));
  return std::unique_ptr<EdgeServer>(new EdgeServer(std::move(impl)));
}

void EdgeServer::start() {
  impl_->accept(*impl_->smtp, impl_->smtp_session);
  impl_->accept(*impl_->lmtp, impl_->lmtp_session);
}

std::vector<net::Endpoint> EdgeServer::smtp_endpoints() const {
  return impl_->smtp->endpoints();
}
std::vector<net::Endpoint> EdgeServer::lmtp_endpoints() const {
  return impl_->lmtp->endpoints();
}

}  // namespace nightmail::edge
