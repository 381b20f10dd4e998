// SPDX-License-Identifier: Apache-2.0
//
// Addresses in binary form. A peer's address is for limits and for the trace headers inside a
// sealed message; it is never logged and never stored in the clear.

#ifndef NIGHTMAIL_NET_ENDPOINT_H_
#define NIGHTMAIL_NET_ENDPOINT_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nightmail::net {

// IPv4 addresses fill the first 4 bytes, the rest is zero.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};
  bool is_v4 = true;
  auto operator<=>(const IpAddress&) const = default;
};

struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;
  auto operator<=>(const Endpoint&) const = default;
};

// "192.0.2.1" or "2001:db8::1" (no brackets). An IPv4-mapped IPv6 address becomes IPv4.
[[nodiscard]] Result<IpAddress> parse_ip(std::string_view text);
[[nodiscard]] std::string to_text(const IpAddress& address);

// "192.0.2.1:25", "[::1]:25"; "localhost" stands for 127.0.0.1, "*" for 0.0.0.0.
[[nodiscard]] Result<Endpoint> parse_endpoint(std::string_view text);
[[nodiscard]] std::string to_text(const Endpoint& endpoint);

[[nodiscard]] bool is_loopback(const IpAddress& address);
// An address of the public Internet: not private, shared, loopback, link-local, multicast, reserved
// or for documentation (RFC 6890), and none that carries an IPv4 address inside (6to4, Teredo,
// NAT64). What a stranger's name resolves to must be one before we connect to it.
[[nodiscard]] bool is_public(const IpAddress& address);
// What one customer of an access provider usually holds: IPv4 /24, IPv6 /48; the other bytes zero.
[[nodiscard]] IpAddress network_of(const IpAddress& address);

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_ENDPOINT_H_
