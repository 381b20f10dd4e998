// SPDX-License-Identifier: Apache-2.0
#include "net/connection_limit.h"

#include <openssl/sha.h>

#include <algorithm>
#include <cstring>

namespace nightmail::net {

namespace {

// Counts up unless that would pass the limit.
template <class Integer>
bool count_up(std::atomic<Integer>& counter, std::size_t limit) {
  if (counter.fetch_add(1) < limit) return true;
  counter.fetch_sub(1);
  return false;
}

struct Place {
  std::shared_ptr<ConnectionLimit> owner;  // keeps the counters alive
  std::atomic<std::size_t>* total;
  std::atomic<std::uint32_t>* network;
  Place(std::shared_ptr<ConnectionLimit> limit, std::atomic<std::size_t>* all,
        std::atomic<std::uint32_t>* one)
      : owner(std::move(limit)), total(all), network(one) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    total->fetch_sub(1);
    if (network != nullptr) network->fetch_sub(1);
  }
};

}  // namespace

ConnectionLimit::ConnectionLimit(Limits limits, Random& random)
    : limits_(std::move(limits)), key_(random.array<32>()), places_(kPlaces) {}

std::atomic<std::uint32_t>& ConnectionLimit::place_of(const IpAddress& peer) {
  const IpAddress network = network_of(peer);
  std::array<std::uint8_t, 32 + 17> input{};
  std::copy(key_.begin(), key_.end(), input.begin());
  std::copy(network.bytes.begin(), network.bytes.end(), input.begin() + 32);
  input.back() = network.is_v4 ? 4 : 6;
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256(input.data(), input.size(), digest.data());
  const std::size_t index = digest[0] | static_cast<std::size_t>(digest[1]) << 8;
  return places_[index];
}

bool ConnectionLimit::counts_network(const IpAddress& peer) const {
  if (limits_.per_network == 0) return false;
  if (!limits_.limit_loopback && is_loopback(peer)) return false;
  return !limits_.exempt || !limits_.exempt(peer);
}

std::shared_ptr<void> ConnectionLimit::admit(const IpAddress& peer) {
  if (!count_up(total_, limits_.total)) return nullptr;
  std::atomic<std::uint32_t>* network = nullptr;
  if (counts_network(peer)) {
    network = &place_of(peer);
    if (!count_up(*network, limits_.per_network)) {
      total_.fetch_sub(1);
      return nullptr;
    }
  }
  return std::make_shared<Place>(shared_from_this(), &total_, network);
}

}  // namespace nightmail::net
