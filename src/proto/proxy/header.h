// SPDX-License-Identifier: Apache-2.0
//
// The header that a load balancer puts before a connection to say who the client is: PROXY protocol
// version 2 (HAProxy's proxy-protocol.txt §2.2). The text form, version 1, is not accepted.
// SECURITY: believe it only on listeners that nobody but the load balancer can reach.

#ifndef NIGHTMAIL_PROTO_PROXY_HEADER_H_
#define NIGHTMAIL_PROTO_PROXY_HEADER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"

namespace nightmail::proxy {

// The most bytes a header may have, TLVs included. A driver need not buffer more than this.
inline constexpr std::size_t kMaxHeader = 16 + 2048;

struct Endpoint {
  bool v6 = false;
  std::array<std::uint8_t, 16> address{};  // network order; an IPv4 address is the first 4 bytes
  std::uint16_t port = 0;
  bool operator==(const Endpoint&) const = default;
};

struct Header {
  std::size_t size = 0;  // bytes of the header; what follows is the client's
  // None for LOCAL (the load balancer's own health check) and UNSPEC: use the socket's address.
  std::optional<Endpoint> source;
  std::optional<Endpoint> destination;
};

// Looks at all bytes received so far. A header when it is complete; nullopt while more are needed.
// Errors: not_proxy, bad_header, too_long; then close the connection without a word.
[[nodiscard]] Result<std::optional<Header>> parse_header(ByteView received);

}  // namespace nightmail::proxy

#endif  // NIGHTMAIL_PROTO_PROXY_HEADER_H_
