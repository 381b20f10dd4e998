// SPDX-License-Identifier: Apache-2.0
#include "server/transport/delivery.h"

#include <algorithm>
#include <utility>

#include "net/errors.h"

namespace nightmail::transport {
namespace {

using net::Deadline;
using outbound::RecipientOutcome;
using smtp::Reply;
using Tls = smtp::ClientOptions::Tls;

constexpr std::chrono::seconds kLookupTime{60};
constexpr std::chrono::seconds kPlaceTime{60};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool begins_with_name(std::string_view line, std::string_view name) {
  return line.size() > name.size() && std::equal(name.begin(), name.end(), line.begin(),
                                                 [](char a, char b) { return a == lower(b); });
}

}  // namespace

bool waives_tls(ByteView message) {
  std::string_view rest = as_text(message);
  while (!rest.empty() && !rest.starts_with("\r\n")) {
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(std::min(rest.size(), line.size() + 2));
    if (!begins_with_name(line, "tls-required:")) continue;
    std::string_view value = line.substr(line.find(':') + 1);
    while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
    while (value.ends_with(' ')) value.remove_suffix(1);
    return value.size() == 2 && lower(value[0]) == 'n' && lower(value[1]) == 'o';
  }
  return false;
}

Delivery::Delivery(SmtpTransport& transport, net::Loop& loop, outbound::OutgoingMail mail)
    : transport_(transport),
      loop_(loop),
      mail_(std::move(mail)),
      config_(transport.config_),
      outcomes_(mail_.recipients.size()),
      decided_(mail_.recipients.size(), false) {
  ignore_policies_ = !mail_.requiretls && waives_tls(mail_.message);
}

net::Task<std::vector<RecipientOutcome>> Delivery::run() {
  if (config_.smarthost.host.empty()) {
    co_await by_route();
  } else {
    co_await by_smarthost();
  }
  const Reply reason = reason_.value_or(Reply{451, {4, 4, 0}, "No server could be tried"});
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    if (decided_[i]) continue;
    outcomes_[i].kind =
        reason.permanent() ? RecipientOutcome::Kind::failed : RecipientOutcome::Kind::deferred;
    outcomes_[i].reply = reason;
    outcomes_[i].remote_mta = reason_host_;
  }
  co_return std::move(outcomes_);
}

net::Task<std::optional<mtasts::Policy>> Delivery::find_policy() {
  if (mail_.domain.starts_with('[')) co_return std::nullopt;
  StsFound found =
      co_await transport_.policies_.find(loop_, mail_.domain, Deadline::in(kLookupTime));
  if (!found.failure.empty() && !mail_.uncounted)
    transport_.results_.count({mail_.domain, "sts", "", found.failure});
  has_policy_ = found.policy.has_value();
  co_return std::move(found.policy);
}

net::Task<void> Delivery::by_route() {
  const Route route =
      co_await find_route(transport_.parts_.resolver, loop_, mail_.domain, config_.hostname,
                          transport_.parts_.random, Deadline::in(kLookupTime));
  if (route.refusal) co_return note(*route.refusal);
  secure_route_ = route.secure;
  const std::optional<mtasts::Policy> policy = co_await find_policy();
  for (const std::string& host : route.hosts) {
    if (open_recipients(1).empty()) break;
    SecurityQuestion question{host,   mail_.domain,     route.secure,
                              policy, ignore_policies_, !config_.private_addresses};
    HostSecurity security = co_await find_security(transport_.parts_.resolver, loop_,
                                                   std::move(question), Deadline::in(kLookupTime));
    co_await try_host(host, std::move(security));
  }
}

// The operator named it: it may be anywhere, and its certificate must be for that name.
net::Task<void> Delivery::by_smarthost() {
  const std::string& host = config_.smarthost.host;
  HostSecurity security;
  security.level = Level::web_pki;
  security.peer = net::TlsPeer(host);
  auto addresses = co_await net::find_addresses(transport_.parts_.resolver, loop_, host, false,
                                                Deadline::in(kLookupTime));
  if (!addresses.ok()) co_return note({451, {4, 4, 3}, "The smarthost cannot be found"});
  security.addresses = *std::move(addresses);
  co_await try_host(host, std::move(security));
}

bool Delivery::raise_for_requiretls(const std::string& host, HostSecurity& security) {
  if (security.authenticated() && !security.testing) return true;
  // RFC 8689 §4.2.1: the list of servers proven by DNSSEC or MTA-STS, the certificate for its name.
  if (!secure_route_ || net::parse_ip(host).ok()) {
    note({550, {5, 7, 30}, "REQUIRETLS: the domain's servers cannot be authenticated"}, host);
    return false;
  }
  security.level = Level::web_pki;
  security.testing = false;
  security.peer = net::TlsPeer(host);
  return true;
}

bool Delivery::admissible(const std::string& host, HostSecurity& security) {
  if (!security.refusal.empty() && !ignore_policies_) {
    count(host, security,
          security.refusal == "validation-failure" ? "validation-failure" : "dnssec-invalid");
    if (!security.testing || security.refusal != "validation-failure") {
      note({451,
            {4, 7, 5},
            "The domain's policy forbids this server now (" + security.refusal + ")"},
           host);
      return false;
    }
  }
  if (mail_.requiretls && !raise_for_requiretls(host, security)) return false;
  if (security.no_address) {
    note({550, {5, 4, 4}, "The mail server has no address that we can reach"}, host);
  } else if (security.addresses.empty()) {
    note({451, {4, 4, 3}, "The mail server's address cannot be found now"}, host);
  } else if (transport_.hosts_.resting(host)) {
    note({451, {4, 4, 1}, "The mail server could not be reached moments ago"}, host);
  } else {
    return true;
  }
  return false;
}

net::Task<void> Delivery::try_host(std::string host, HostSecurity security) {
  if (!admissible(host, security)) co_return;
  const std::shared_ptr<void> place =
      co_await transport_.hosts_.place(loop_, host, Deadline::in(kPlaceTime));
  if (!place) co_return note({451, {4, 4, 5}, "Too many connections to the mail server"}, host);
  const std::string key = key_of(host, security);
  auto connection = co_await transport_.idle_.take(loop_, key);
  if (!connection) connection = co_await obtain(host, security);
  if (!connection) co_return;
  co_await hand_over(host, *connection);
  co_await transport_.idle_.put(loop_, key, std::move(connection));
}

net::Task<std::unique_ptr<Connection>> Delivery::obtain(std::string host,
                                                        const HostSecurity& security) {
  for (const net::IpAddress& address : security.addresses) {
    auto connection = co_await dial(host, address, security);
    if (!connection) continue;
    transport_.hosts_.worked(host);
    co_return connection;
  }
  transport_.hosts_.failed(host);
  co_return nullptr;
}

net::Task<Connected> Delivery::attempt(net::IpAddress address, const HostSecurity& security,
                                       Tls tls) {
  const bool smart = !config_.smarthost.host.empty();
  ConnectOptions options;
  options.to = {address, smart ? config_.smarthost.port : config_.port};
  options.hello = config_.hostname;
  options.tls = tls;
  options.tls_from_start = smart && config_.smarthost.tls_from_start;
  options.peer = security.peer;
  options.context = transport_.parts_.tls;
  options.connect_time = config_.connect_time;
  options.command_time = config_.command_time;
  if (smart) {
    options.user = config_.smarthost.user;
    options.password = config_.smarthost.password.copy();
  }
  co_return co_await connect(loop_, std::move(options));
}

namespace {

bool is_tls_failure(const ConnectFailure& failure) {
  return failure.stage == ConnectFailure::Stage::tls_handshake ||
         (failure.stage == ConnectFailure::Stage::session &&
          failure.session.stage == smtp::ClientFailure::Stage::tls);
}

// RFC 8460 §4.3.
std::string_view result_type(const ConnectFailure& failure) {
  if (failure.stage == ConnectFailure::Stage::session) return "starttls-not-supported";
  const Error& error = *failure.error;
  if (error.is(net::Errc::tls_wrong_name)) return "certificate-host-mismatch";
  if (error.is(net::Errc::tls_expired)) return "certificate-expired";
  if (error.is(net::Errc::tls_verify)) return "certificate-not-trusted";
  return "validation-failure";
}

}  // namespace

// First as the policy asks; where it does not insist, again with whatever is left.
net::Task<std::unique_ptr<Connection>> Delivery::dial(std::string host, net::IpAddress address,
                                                      const HostSecurity& security) {
  const bool strict = security.level != Level::opportunistic;
  Connected connected =
      co_await attempt(address, security, strict ? Tls::required : Tls::if_offered);
  const bool tls_failed = connected.failure && is_tls_failure(*connected.failure);
  if (tls_failed) count(host, security, result_type(*connected.failure));
  if (tls_failed && !security.required()) {
    HostSecurity relaxed = security;
    relaxed.peer.check = net::TlsPeer::Check::nobody;
    if (security.testing) connected = co_await attempt(address, relaxed, Tls::if_offered);
    if (connected.failure) connected = co_await attempt(address, relaxed, Tls::never);
  } else if (connected.connection) {
    const bool in_clear = !connected.connection->tls();
    count(host, security, in_clear ? "starttls-not-supported" : "");
  }
  if (connected.failure) note_failure(host, *connected.failure);
  co_return std::move(connected.connection);
}

std::string Delivery::key_of(const std::string& host, const HostSecurity& security) const {
  std::string key = host + "|" + std::to_string(static_cast<int>(security.level));
  key += security.testing ? "t" : "";
  // DANE-TA may accept a certificate for the domain, so it is part of what was checked.
  return security.level == Level::dane ? key + "|" + mail_.domain : key;
}

}  // namespace nightmail::transport
