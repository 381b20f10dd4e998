// SPDX-License-Identifier: Apache-2.0
#include "server/transport/security.h"

#include <algorithm>
#include <utility>

namespace nightmail::transport {
namespace {

using net::DnsAnswer;
using Kind = DnsAnswer::Kind;

constexpr std::size_t kMostAddresses = 6;

struct Addresses {
  DnsAnswer v6, v4;

  [[nodiscard]] bool unsure() const { return !v6.answered() || !v4.answered(); }
  [[nodiscard]] bool bogus() const { return v6.kind == Kind::bogus || v4.kind == Kind::bogus; }
  // RFC 7672 §2.2.2: only then may TLSA records be asked for.
  [[nodiscard]] bool secure() const { return v6.secure && v4.secure; }
  [[nodiscard]] std::string canonical() const {
    return v4.has_records() ? v4.canonical_name : v6.canonical_name;
  }
  [[nodiscard]] std::vector<net::IpAddress> list(bool public_only) const {
    auto all = parse_all(v6, net::parse_address);
    for (const net::IpAddress& address : parse_all(v4, net::parse_address)) all.push_back(address);
    if (public_only)
      std::erase_if(all, [](const net::IpAddress& address) { return !is_public(address); });
    if (all.size() > kMostAddresses) all.resize(kMostAddresses);
    return all;
  }
};

net::Task<Addresses> look_up(net::Resolver& resolver, net::Loop& loop, std::string host,
                             net::Deadline deadline) {
  Addresses found;
  found.v6 = co_await resolver.lookup(loop, host, net::RecordType::aaaa, deadline);
  found.v4 = co_await resolver.lookup(loop, host, net::RecordType::a, deadline);
  co_return found;
}

// The TLSA records of the host and the name they stand at (RFC 7672 §2.2.2): after a secure alias
// its end first, then the host itself.
struct Tlsa {
  DnsAnswer answer;
  std::string base;
};

net::Task<Tlsa> look_up_tlsa(net::Resolver& resolver, net::Loop& loop, std::string host,
                             std::string canonical, net::Deadline deadline) {
  if (!canonical.empty() && canonical != host) {
    DnsAnswer answer =
        co_await resolver.lookup(loop, "_25._tcp." + canonical, net::RecordType::tlsa, deadline);
    const bool decided = !answer.answered() || (answer.has_records() && answer.secure);
    if (decided) co_return Tlsa{std::move(answer), canonical};
  }
  DnsAnswer answer =
      co_await resolver.lookup(loop, "_25._tcp." + host, net::RecordType::tlsa, deadline);
  co_return Tlsa{std::move(answer), host};
}

void expect_dane(HostSecurity& security, const SecurityQuestion& question, const Tlsa& tlsa) {
  auto records = parse_all(tlsa.answer, net::parse_tlsa);
  std::erase_if(records, [](const net::TlsaRecord& record) { return !usable_tlsa(record); });
  security.peer = net::TlsPeer(tlsa.base);
  if (records.empty()) {
    security.level = Level::encrypted;
    security.peer.check = net::TlsPeer::Check::nobody;
    return;
  }
  security.level = Level::dane;
  security.peer.check = net::TlsPeer::Check::dane;
  // RFC 7672 §3.2.2: for DANE-TA the certificate may name the MX, its alias, or the domain.
  security.peer.names = {tlsa.base};
  for (const std::string& name : {question.host, question.domain})
    if (std::ranges::find(security.peer.names, name) == security.peer.names.end())
      security.peer.names.push_back(name);
  security.peer.tlsa = std::move(records);
}

void expect_policy(HostSecurity& security, const SecurityQuestion& question) {
  security.peer = net::TlsPeer(question.host);
  security.peer.check = net::TlsPeer::Check::nobody;
  if (!question.policy || question.ignore_policies) return;
  security.testing = question.policy->mode != mtasts::Policy::Mode::enforce;
  if (question.policy->covers(question.host)) {
    security.level = Level::web_pki;
    security.peer.check = net::TlsPeer::Check::names;
  } else {
    security.refusal = "validation-failure";  // RFC 8461 §4.1: not one of the policy's servers
  }
}

}  // namespace

net::Task<HostSecurity> find_security(net::Resolver& resolver, net::Loop& loop,
                                      SecurityQuestion question, net::Deadline deadline) {
  HostSecurity security;
  const auto literal = net::parse_ip(question.host);
  if (literal.ok()) {
    expect_policy(security, question);
    security.peer.server_name.clear();
    security.no_address = question.public_only && !is_public(*literal);
    if (!security.no_address) security.addresses = {*literal};
    co_return security;
  }
  const Addresses found = co_await look_up(resolver, loop, question.host, deadline);
  security.addresses = found.list(question.public_only);
  security.no_address = security.addresses.empty() && !found.unsure();
  if (found.bogus()) security.refusal = "dnssec-invalid";
  const bool may_dane = question.secure_route && found.secure() && !question.ignore_policies;
  if (!may_dane || security.addresses.empty()) {
    expect_policy(security, question);
    co_return security;
  }
  const Tlsa tlsa =
      co_await look_up_tlsa(resolver, loop, question.host, found.canonical(), deadline);
  if (!tlsa.answer.answered()) {
    // RFC 7672 §2.1.1, §2.2: an attacker could have made the answer fail.
    security.refusal = tlsa.answer.kind == Kind::bogus ? "dnssec-invalid" : "tlsa-lookup-failed";
  } else if (tlsa.answer.has_records() && tlsa.answer.secure) {
    expect_dane(security, question, tlsa);
  } else {
    expect_policy(security, question);
  }
  co_return security;
}

}  // namespace nightmail::transport
