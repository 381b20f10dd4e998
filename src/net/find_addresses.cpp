// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "net/dns_records.h"
#include "net/errors.h"
#include "net/fetch.h"

namespace nightmail::net {

namespace {

constexpr std::size_t kMaxAddresses = 8;

Result<std::vector<IpAddress>> allowed(std::vector<IpAddress> addresses, bool public_only) {
  if (addresses.empty()) return Error(Errc::name_not_found, "the host has no address");
  if (public_only)
    std::erase_if(addresses, [](const IpAddress& address) { return !is_public(address); });
  if (addresses.empty()) return Error(Errc::address_bad, "the host has no public address");
  if (addresses.size() > kMaxAddresses) addresses.resize(kMaxAddresses);
  return addresses;
}

}  // namespace

Task<Result<std::vector<IpAddress>>> find_addresses(Resolver& resolver, Loop& loop,
                                                    std::string host, bool public_only,
                                                    Deadline deadline) {
  const auto literal = parse_ip(host);
  if (literal.ok()) co_return allowed({*literal}, public_only);
  const DnsAnswer v6 = co_await resolver.lookup(loop, host, RecordType::aaaa, deadline);
  const DnsAnswer v4 = co_await resolver.lookup(loop, host, RecordType::a, deadline);
  auto addresses = parse_all(v6, parse_address);
  for (const IpAddress& address : parse_all(v4, parse_address)) addresses.push_back(address);
  co_return allowed(std::move(addresses), public_only);
}

}  // namespace nightmail::net
