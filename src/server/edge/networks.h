// SPDX-License-Identifier: Apache-2.0
//
// Networks: a list such as "127.0.0.1/32", "2001:db8::/32", and whether an address lies in one.

#ifndef NIGHTMAIL_SERVER_EDGE_NETWORKS_H_
#define NIGHTMAIL_SERVER_EDGE_NETWORKS_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "net/endpoint.h"

namespace nightmail::edge {

class Networks {
 public:
  // Each entry is an address or address/bits; Errc::bad_network names the first that is neither.
  static Result<Networks> parse(const std::vector<std::string>& entries);

  [[nodiscard]] bool contains(const net::IpAddress& address) const;

 private:
  struct Network {
    net::IpAddress address;
    unsigned bits = 0;
  };
  static Result<Network> parse_one(const std::string& entry);

  std::vector<Network> networks_;
};

}  // namespace nightmail::edge

#endif  // NIGHTMAIL_SERVER_EDGE_NETWORKS_H_
