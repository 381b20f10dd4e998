// SPDX-License-Identifier: Apache-2.0
//
// Route: which mail servers to try for a domain, in order: RFC 5321 §5.1, RFC 7505.

#ifndef NIGHTMAIL_SERVER_TRANSPORT_ROUTE_H_
#define NIGHTMAIL_SERVER_TRANSPORT_ROUTE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "net/dns_records.h"
#include "net/resolver.h"
#include "proto/smtp/reply.h"

namespace nightmail::transport {

struct Route {
  std::vector<std::string> hosts;  // names, or one IP address in text form
  // The list itself is proven by DNSSEC (RFC 7672 §2.2.1). For an implicit MX: that there is none.
  bool secure = false;
  // There is nowhere to go: 4yz, ask again later; 5yz, never.
  std::optional<smtp::Reply> refusal;
};

// `domain`: A-labels in lower case, or an address literal. `own_name`: an MX of this name, and all
// that are worse, are left out, as they would bring the mail back here.
[[nodiscard]] net::Task<Route> find_route(net::Resolver& resolver, net::Loop& loop,
                                          std::string domain, std::string own_name, Random& random,
                                          net::Deadline deadline);

// The order of RFC 5321 §5.1: by preference, equal ones shuffled; without ourselves.
[[nodiscard]] std::vector<std::string> order_hosts(std::vector<net::MxRecord> records,
                                                   const std::string& own_name, Random& random);

}  // namespace nightmail::transport

#endif  // NIGHTMAIL_SERVER_TRANSPORT_ROUTE_H_
