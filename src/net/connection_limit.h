// SPDX-License-Identifier: Apache-2.0
//
// ConnectionLimit: how many connections there may be at once, in all and from one network (IPv4
// /24, IPv6 /48). Networks are counted in a table of fixed size under a keyed hash, so that no
// address is held and no peer can make the table grow; two networks that share a place share its
// limit. Thread-safe.

#ifndef NIGHTMAIL_NET_CONNECTION_LIMIT_H_
#define NIGHTMAIL_NET_CONNECTION_LIMIT_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/random.h"
#include "net/endpoint.h"

namespace nightmail::net {

class ConnectionLimit : public std::enable_shared_from_this<ConnectionLimit> {
 public:
  struct Limits {
    std::size_t total = 20'000;
    std::size_t per_network = 200;  // 0: not limited (behind a proxy)
    bool limit_loopback = false;    // peers on this machine count towards `total` alone
    // So do these, such as load balancers, each of which stands for many networks. May be empty.
    std::function<bool(const IpAddress&)> exempt{};
  };
  ConnectionLimit(Limits limits, Random& random);

  // A place for a connection, held as long as the pointer lives; null if there is none.
  [[nodiscard]] std::shared_ptr<void> admit(const IpAddress& peer);
  [[nodiscard]] std::size_t connections() const { return total_.load(); }

 private:
  [[nodiscard]] bool counts_network(const IpAddress& peer) const;
  static constexpr std::size_t kPlaces = 65'536;
  std::atomic<std::uint32_t>& place_of(const IpAddress& peer);

  const Limits limits_;
  const std::array<std::uint8_t, 32> key_;
  std::atomic<std::size_t> total_{0};
  std::vector<std::atomic<std::uint32_t>> places_;
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_CONNECTION_LIMIT_H_
