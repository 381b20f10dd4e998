// SPDX-License-Identifier: Apache-2.0
#include "server/edge/networks.h"

#include <algorithm>
#include <charconv>

#include "server/edge/errors.h"

namespace nightmail::edge {
namespace {

bool same_prefix(const net::IpAddress& a, const net::IpAddress& b, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(a.bytes.begin(), a.bytes.begin() + whole, b.bytes.begin())) return false;
  const unsigned rest = bits % 8;
  if (rest == 0) return true;
  return ((a.bytes[whole] ^ b.bytes[whole]) >> (8 - rest)) == 0;
}

}  // namespace

Result<Networks::Network> Networks::parse_one(const std::string& entry) {
  const Error wrong(Errc::bad_network, "'" + entry + "' is not a network such as 192.0.2.0/24");
  const std::size_t slash = entry.find('/');
  const auto address = net::parse_ip(entry.substr(0, slash));
  if (!address.ok()) return wrong;
  const unsigned most = address->is_v4 ? 32 : 128;
  unsigned bits = most;
  if (slash != std::string::npos) {
    const char* end = entry.data() + entry.size();
    const auto read = std::from_chars(entry.data() + slash + 1, end, bits);
    if (read.ec != std::errc() || read.ptr != end || bits > most) return wrong;
  }
  return Network{*address, bits};
}

Result<Networks> Networks::parse(const std::vector<std::string>& entries) {
  Networks networks;
  for (const std::string& entry : entries) {
    TRY_ASSIGN(const Network network, parse_one(entry));
    networks.networks_.push_back(network);
  }
  return networks;
}

bool Networks::contains(const net::IpAddress& address) const {
  return std::ranges::any_of(networks_, [&](const Network& network) {
    return network.address.is_v4 == address.is_v4 &&
           same_prefix(network.address, address, network.bits);
  });
}

}  // namespace nightmail::edge
