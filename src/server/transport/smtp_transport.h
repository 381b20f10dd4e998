// SPDX-License-Identifier: Apache-2.0
//
// SmtpTransport: the Transport that speaks SMTP to the servers of a domain (or to the smarthost):
// MX, DANE, MTA-STS, opportunistic TLS, several servers in order, connections kept and limited.
// Owned by main(), declared after the loops; any loop may send.
//
// SECURITY: talks to servers that strangers named; connects to public addresses only. Sees messages
// as they leave; logs neither content nor address.

#ifndef NIGHTMAIL_SERVER_TRANSPORT_SMTP_TRANSPORT_H_
#define NIGHTMAIL_SERVER_TRANSPORT_SMTP_TRANSPORT_H_

#include <vector>

#include "server/outbound/transport.h"
#include "server/transport/config.h"
#include "server/transport/host_memory.h"
#include "server/transport/idle_connections.h"
#include "server/transport/sts_cache.h"
#include "server/transport/tls_results.h"

namespace nightmail::transport {

class SmtpTransport final : public outbound::Transport {
 public:
  SmtpTransport(TransportConfig config, const TransportParts& parts);

  [[nodiscard]] net::Task<std::vector<outbound::RecipientOutcome>> send(
      net::Loop& loop, outbound::OutgoingMail mail) override;

  [[nodiscard]] TlsResults& tls_results() { return results_; }

 private:
  friend class Delivery;

  const TransportConfig config_;
  const TransportParts parts_;
  StsCache policies_;
  HostMemory hosts_;
  IdleConnections idle_;
  TlsResults results_;
};

}  // namespace nightmail::transport

#endif  // NIGHTMAIL_SERVER_TRANSPORT_SMTP_TRANSPORT_H_
