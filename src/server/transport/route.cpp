// SPDX-License-Identifier: Apache-2.0
#include "server/transport/route.h"

#include <algorithm>
#include <utility>

#include "net/endpoint.h"

namespace nightmail::transport {
namespace {

using Kind = net::DnsAnswer::Kind;
using smtp::Reply;

constexpr std::size_t kMostHosts = 10;

Route refused(Reply reply) {
  Route route;
  route.refusal = std::move(reply);
  return route;
}

// "[192.0.2.1]", "[IPv6:2001:db8::1]" (RFC 5321 §4.1.3).
Route literal_route(std::string_view literal) {
  literal = literal.substr(1, literal.size() - 2);
  constexpr std::string_view kTag = "ipv6:";
  const bool tagged = literal.size() > kTag.size() &&
                      std::equal(kTag.begin(), kTag.end(), literal.begin(),
                                 [](char a, char b) { return a == (b | 0x20) || a == b; });
  if (tagged) literal.remove_prefix(kTag.size());
  const auto address = net::parse_ip(literal);
  if (!address.ok()) return refused({550, {5, 1, 2}, "Not an address literal that we can reach"});
  Route route;
  route.hosts = {net::to_text(*address)};
  return route;
}

Route failed_lookup(const net::DnsAnswer& answer) {
  if (answer.kind == Kind::no_domain) return refused({550, {5, 1, 2}, "There is no such domain"});
  if (answer.kind == Kind::bogus)
    return refused({451, {4, 7, 0}, "The domain's MX records fail DNSSEC validation"});
  return refused({451, {4, 4, 3}, "The domain's MX records cannot be found now"});
}

}  // namespace

std::vector<std::string> order_hosts(std::vector<net::MxRecord> records,
                                     const std::string& own_name, Random& random) {
  std::vector<std::pair<std::pair<std::uint32_t, std::uint32_t>, std::string>> keyed;
  std::uint32_t own = ~0U;
  for (net::MxRecord& record : records) {
    const auto bytes = random.array<2>();
    const std::uint32_t shuffle = bytes[0] * 256U + bytes[1];
    if (record.host == own_name) own = std::min<std::uint32_t>(own, record.preference);
    if (!record.host.empty())
      keyed.emplace_back(std::pair(record.preference, shuffle), std::move(record.host));
  }
  std::ranges::sort(keyed);
  std::vector<std::string> hosts;
  for (auto& [key, host] : keyed) {
    const bool known = std::ranges::find(hosts, host) != hosts.end();
    if (key.first < own && !known && hosts.size() < kMostHosts) hosts.push_back(std::move(host));
  }
  return hosts;
}

net::Task<Route> find_route(net::Resolver& resolver, net::Loop& loop, std::string domain,
                            std::string own_name, Random& random, net::Deadline deadline) {
  if (domain.starts_with('[') && domain.ends_with(']')) co_return literal_route(domain);
  const net::DnsAnswer answer =
      co_await resolver.lookup(loop, domain, net::RecordType::mx, deadline);
  if (!answer.answered() || answer.kind == Kind::no_domain) co_return failed_lookup(answer);
  Route route;
  route.secure = answer.secure;
  if (answer.kind == Kind::no_data) {
    if (domain == own_name) co_return refused({554, {5, 4, 6}, "Mail for this domain loops back"});
    route.hosts = {domain};
    co_return route;
  }
  const auto records = net::parse_all(answer, net::parse_mx);
  if (records.size() == 1 && records[0].host.empty())
    co_return refused({556, {5, 1, 10}, "The domain takes no mail (null MX)"});
  route.hosts = order_hosts(records, own_name, random);
  if (!route.hosts.empty()) co_return route;
  if (records.empty()) co_return refused({451, {4, 4, 4}, "The domain's MX records are broken"});
  co_return refused({554, {5, 4, 6}, "Mail for this domain loops back"});
}

}  // namespace nightmail::transport
