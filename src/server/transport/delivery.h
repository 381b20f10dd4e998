// SPDX-License-Identifier: Apache-2.0
//
// Delivery: one call of SmtpTransport::send: the state of its recipients while servers are tried.
// Lives in the coroutine of send(); its loop's thread.

#ifndef NIGHTMAIL_SERVER_TRANSPORT_DELIVERY_H_
#define NIGHTMAIL_SERVER_TRANSPORT_DELIVERY_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/transport/connection.h"
#include "server/transport/route.h"
#include "server/transport/security.h"
#include "server/transport/smtp_transport.h"

namespace nightmail::transport {

class Delivery {
 public:
  Delivery(SmtpTransport& transport, net::Loop& loop, outbound::OutgoingMail mail);

  [[nodiscard]] net::Task<std::vector<outbound::RecipientOutcome>> run();

 private:
  [[nodiscard]] net::Task<void> by_route();
  [[nodiscard]] net::Task<void> by_smarthost();
  [[nodiscard]] net::Task<std::optional<mtasts::Policy>> find_policy();
  // One server, already judged by its security.
  [[nodiscard]] net::Task<void> try_host(std::string host, HostSecurity security);
  [[nodiscard]] bool admissible(const std::string& host, HostSecurity& security);
  [[nodiscard]] bool raise_for_requiretls(const std::string& host, HostSecurity& security);
  [[nodiscard]] net::Task<std::unique_ptr<Connection>> obtain(std::string host,
                                                              const HostSecurity& security);
  [[nodiscard]] net::Task<std::unique_ptr<Connection>> dial(std::string host,
                                                            net::IpAddress address,
                                                            const HostSecurity& security);
  [[nodiscard]] net::Task<Connected> attempt(net::IpAddress address, const HostSecurity& security,
                                             smtp::ClientOptions::Tls tls);
  [[nodiscard]] net::Task<void> hand_over(std::string host, Connection& connection);

  [[nodiscard]] std::string key_of(const std::string& host, const HostSecurity& security) const;
  [[nodiscard]] smtp::ClientMail batch(const std::vector<std::size_t>& indexes) const;
  [[nodiscard]] std::vector<std::size_t> open_recipients(std::size_t most) const;
  void record(const std::string& host, bool dsn, std::size_t index,
              const smtp::ClientOutcome& outcome);

  // What is said about recipients that nobody decided: the last transient reason, else the last.
  void note(smtp::Reply reply, std::string host = {});
  void note_failure(const std::string& host, const ConnectFailure& failure);
  void count(const std::string& host, const HostSecurity& security, std::string_view failure);

  SmtpTransport& transport_;
  net::Loop& loop_;
  outbound::OutgoingMail mail_;
  const TransportConfig& config_;
  bool ignore_policies_ = false;
  bool secure_route_ = false;
  bool has_policy_ = false;
  std::vector<outbound::RecipientOutcome> outcomes_;
  std::vector<bool> decided_;
  std::optional<smtp::Reply> reason_;
  std::string reason_host_;
};

// RFC 8689 §5: a header field "TLS-Required: No".
[[nodiscard]] bool waives_tls(ByteView message);

}  // namespace nightmail::transport

#endif  // NIGHTMAIL_SERVER_TRANSPORT_DELIVERY_H_
