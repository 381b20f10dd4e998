// SPDX-License-Identifier: Apache-2.0
#include "server/transport/smtp_transport.h"

#include <utility>

#include "server/transport/delivery.h"

namespace nightmail::transport {

SmtpTransport::SmtpTransport(TransportConfig config, const TransportParts& parts)
    : config_(std::move(config)),
      parts_(parts),
      policies_(parts.resolver, parts.fetcher, parts.clock),
      hosts_(parts.clock, {config_.connections, config_.connections_per_destination}),
      idle_(config_.idle_time) {}

net::Task<std::vector<outbound::RecipientOutcome>> SmtpTransport::send(
    net::Loop& loop, outbound::OutgoingMail mail) {
  Delivery delivery(*this, loop, std::move(mail));
  co_return co_await delivery.run();
}

}  // namespace nightmail::transport
