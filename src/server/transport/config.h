// SPDX-License-Identifier: Apache-2.0
//
// What the operator chose about mail to other servers, and the parts it is made with. Values;
// filled once by main().

#ifndef NIGHTMAIL_SERVER_TRANSPORT_CONFIG_H_
#define NIGHTMAIL_SERVER_TRANSPORT_CONFIG_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/secret.h"
#include "net/fetch.h"
#include "net/resolver.h"
#include "net/tls.h"

namespace nightmail::transport {

// A server that takes all mail, instead of each domain's own.
struct Smarthost {
  std::string host;  // empty: there is none
  std::uint16_t port = 587;
  bool tls_from_start = false;  // RFC 8314 §3.3; else STARTTLS, always required
  std::string user;             // empty: no login
  SecretBytes password;
};

struct TransportConfig {
  std::string hostname;            // said in EHLO; an MX of this name is ourselves
  std::uint16_t port = 25;         // labs: what stands for 25
  bool private_addresses = false;  // labs: mail servers on loopback and private addresses too
  Smarthost smarthost;
  std::size_t connections = 200;                // at once, in all
  std::size_t connections_per_destination = 5;  // at once, to one mail server
  std::chrono::milliseconds connect_time{30'000};
  // Caps each of RFC 5321 §4.5.3.2's waits; labs make it short.
  std::chrono::milliseconds command_time{300'000};
  std::chrono::milliseconds idle_time{20'000};  // how long an unused connection is kept
};

struct TransportParts {
  net::Resolver& resolver;
  const net::Fetcher& fetcher;
  std::shared_ptr<net::TlsContext> tls;  // client context with the trusted roots
  const Clock& clock;
  Random& random;
  Log& log;
};

}  // namespace nightmail::transport

#endif  // NIGHTMAIL_SERVER_TRANSPORT_CONFIG_H_
