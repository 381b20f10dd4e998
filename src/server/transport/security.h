// SPDX-License-Identifier: Apache-2.0
//
// HostSecurity: how one mail server is to be met: what DANE (RFC 7672), MTA-STS (RFC 8461) and
// REQUIRETLS (RFC 8689) ask of the connection, DANE before MTA-STS (RFC 8461 §2).

#ifndef NIGHTMAIL_SERVER_TRANSPORT_SECURITY_H_
#define NIGHTMAIL_SERVER_TRANSPORT_SECURITY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "net/dns_records.h"
#include "net/endpoint.h"
#include "net/resolver.h"
#include "net/tls.h"
#include "proto/mtasts/policy.h"

namespace nightmail::transport {

enum class Level : std::uint8_t {
  opportunistic,  // TLS if it can be had, with anybody (RFC 7435)
  encrypted,      // TLS with anybody: TLSA records are there, none of them usable (RFC 7672 §2.2)
  web_pki,        // TLS, certificate of a trusted CA for the MX's name
  dane            // TLS, certificate named by secure TLSA records
};

struct HostSecurity {
  Level level = Level::opportunistic;
  net::TlsPeer peer;  // for start_tls
  // The policy only tests (RFC 8461 §5): a failure is counted, and the mail goes on without.
  bool testing = false;
  // This server must not be used at all now, and why: a reason of RFC 8460 §4.3.
  std::string refusal;
  std::vector<net::IpAddress> addresses;  // none: the server cannot be found
  bool no_address = false;                // proven or plain: it has none (not: ask again later)

  [[nodiscard]] bool required() const { return level != Level::opportunistic && !testing; }
  [[nodiscard]] bool authenticated() const {
    return level == Level::web_pki || level == Level::dane;
  }
};

struct SecurityQuestion {
  std::string host;
  std::string domain;
  bool secure_route = false;             // the MX list is proven
  std::optional<mtasts::Policy> policy;  // of the domain, testing or enforce
  bool ignore_policies = false;          // RFC 8689 §5: TLS-Required: No
  bool public_only = true;               // connect to public addresses alone
};

// Looks up the host's addresses and TLSA records and joins them with the domain's policy.
[[nodiscard]] net::Task<HostSecurity> find_security(net::Resolver& resolver, net::Loop& loop,
                                                    SecurityQuestion question,
                                                    net::Deadline deadline);

}  // namespace nightmail::transport

#endif  // NIGHTMAIL_SERVER_TRANSPORT_SECURITY_H_
