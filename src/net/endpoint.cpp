// SPDX-License-Identifier: Apache-2.0
#include "net/endpoint.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "net/errors.h"

namespace nightmail::net {

namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

Error bad_address(std::string_view text) {
  return Error(Errc::address_bad,
               "'" + std::string(text) + "' is not of the form 127.0.0.1:25 or [::1]:25");
}

}  // namespace

Result<IpAddress> parse_ip(std::string_view text) {
  const std::string copy(text);
  IpAddress address;
  if (inet_pton(AF_INET, copy.c_str(), address.bytes.data()) == 1) return address;
  address.is_v4 = false;
  if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) != 1) {
    return Error(Errc::address_bad, "not an IP address");
  }
  if (std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), address.bytes.begin())) {
    IpAddress v4;
    std::copy_n(address.bytes.begin() + 12, 4, v4.bytes.begin());
    return v4;
  }
  return address;
}

std::string to_text(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(address.is_v4 ? AF_INET : AF_INET6, address.bytes.data(), text.data(), text.size());
  return text.data();
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return bad_address(text);
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  Endpoint endpoint;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  if (error != std::errc() || end != port.data() + port.size()) return bad_address(text);
  if (host == "localhost") host = "127.0.0.1";
  if (host == "*") host = "0.0.0.0";
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!bracketed && host.find(':') != std::string_view::npos) return bad_address(text);
  auto address = parse_ip(host);
  if (!address) return bad_address(text);
  endpoint.address = *address;
  return endpoint;
}

std::string to_text(const Endpoint& endpoint) {
  const std::string host = to_text(endpoint.address);
  return (endpoint.address.is_v4 ? host : "[" + host + "]") + ":" + std::to_string(endpoint.port);
}

bool is_loopback(const IpAddress& address) {
  if (address.is_v4) return address.bytes[0] == 127;
  IpAddress one{.bytes = {}, .is_v4 = false};
  one.bytes[15] = 1;
  return address == one;
}

namespace {

struct Block {
  std::array<std::uint8_t, 4> prefix;
  unsigned bits;
};

bool begins_with(const IpAddress& address, const Block& block) {
  for (unsigned bit = 0; bit < block.bits; ++bit) {
    const unsigned mask = 0x80U >> (bit % 8);
    if ((address.bytes[bit / 8] & mask) != (block.prefix[bit / 8] & mask)) return false;
  }
  return true;
}

// IANA's special-purpose registries.
constexpr Block kSpecialV4[] = {
    {{0, 0, 0, 0}, 8},      {{10, 0, 0, 0}, 8},     {{100, 64, 0, 0}, 10}, {{127, 0, 0, 0}, 8},
    {{169, 254, 0, 0}, 16}, {{172, 16, 0, 0}, 12},  {{192, 0, 0, 0}, 24},  {{192, 0, 2, 0}, 24},
    {{192, 88, 99, 0}, 24}, {{192, 168, 0, 0}, 16}, {{198, 18, 0, 0}, 15}, {{198, 51, 100, 0}, 24},
    {{203, 0, 113, 0}, 24}, {{224, 0, 0, 0}, 3}};
// Inside 2000::/3, which is all there is of global unicast.
constexpr Block kSpecialV6[] = {{{0x20, 0x01, 0, 0}, 23},
                                {{0x20, 0x01, 0x0d, 0xb8}, 32},
                                {{0x20, 0x02, 0, 0}, 16},
                                {{0x3f, 0xff, 0, 0}, 20}};

}  // namespace

bool is_public(const IpAddress& address) {
  const auto inside = [&address](const Block& block) { return begins_with(address, block); };
  if (address.is_v4) return std::ranges::none_of(kSpecialV4, inside);
  return inside({{0x20, 0, 0, 0}, 3}) && std::ranges::none_of(kSpecialV6, inside);
}

IpAddress network_of(const IpAddress& address) {
  IpAddress network = address;
  const std::ptrdiff_t kept = address.is_v4 ? 3 : 6;
  std::fill(network.bytes.begin() + kept, network.bytes.end(), std::uint8_t{0});
  return network;
}

}  // namespace nightmail::net
