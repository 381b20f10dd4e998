// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmaild/mail_out.h"

#include <algorithm>
#include <charconv>
#include <fstream>

#include "apps/nightmaild/errors.h"
#include "store/address.h"

namespace nightmail::nightmaild {
namespace {

// The first line of the file.
Result<SecretBytes> read_password(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line)) {
    return Error(Errc::unreadable_file, "outbound.smarthost_password_file: " + path);
  }
  SecretBytes password = secret_from(as_bytes(line));
  explicit_bzero(line.data(), line.size());
  return password;
}

// "relay.example:587"
Result<> read_smarthost(const Settings& settings, transport::Smarthost& smarthost) {
  const std::string& text = settings.smarthost;
  if (text.empty()) return {};
  const auto colon = text.rfind(':');
  const char* const end = text.data() + text.size();
  if (colon == std::string::npos || colon == 0 ||
      std::from_chars(text.data() + colon + 1, end, smarthost.port).ptr != end) {
    return Error(Errc::bad_configuration, "outbound.smarthost: HOST:PORT is expected");
  }
  smarthost.host = text.substr(0, colon);
  smarthost.tls_from_start = settings.smarthost_tls;
  smarthost.user = settings.smarthost_user;
  if (!smarthost.user.empty()) {
    TRY_ASSIGN(smarthost.password, read_password(settings.smarthost_password_file));
  }
  return {};
}

}  // namespace

Result<queue::SubmitRules> submit_rules(const Settings& settings) {
  queue::SubmitRules rules;
  for (const std::string& domain : settings.domains) {
    TRY_ASSIGN(auto canonical, store::canonical_domain(domain));
    rules.domains.insert(std::move(canonical));
  }
  rules.max_message_octets = settings.outbound_max_message_octets;
  rules.max_recipients = static_cast<std::size_t>(settings.outbound_max_recipients);
  rules.max_outgoing_octets = settings.outgoing_octets;
  rules.messages_per_day = settings.messages_per_day;
  rules.new_recipients_per_day = settings.new_recipients_per_day;
  return rules;
}

outbound::OutboundConfig outbound_config(const Settings& settings, const std::string& hostname) {
  outbound::OutboundConfig config;
  config.hostname = hostname;
  config.recipients = {settings.domains, settings.postmaster};
  config.schedule.first_ms = settings.outbound_retry_first_seconds * 1000;
  config.schedule.longest_ms = settings.outbound_retry_longest_seconds * 1000;
  config.schedule.give_up_ms = settings.outbound_give_up_seconds * 1000;
  config.schedule.delay_notice_ms = settings.outbound_delay_notice_seconds * 1000;
  const auto most = static_cast<std::size_t>(settings.outbound_max_in_flight);
  config.limits.in_flight = most;
  config.limits.of_account = std::max<std::size_t>(1, most / 2);
  config.limits.of_domain = std::max<std::size_t>(1, most / 5);
  config.limits.octets = settings.outbound_memory_octets;
  config.door_directory = settings.data;
  return config;
}

Result<transport::TransportConfig> transport_config(const Settings& settings,
                                                    const std::string& hostname) {
  transport::TransportConfig config;
  config.hostname = hostname;
  config.port = static_cast<std::uint16_t>(settings.outbound_port);
  config.private_addresses = settings.private_addresses;
  config.connections = static_cast<std::size_t>(settings.outbound_max_in_flight) * 2;
  config.connections_per_destination =
      static_cast<std::size_t>(settings.outbound_connections_per_destination);
  TRY(read_smarthost(settings, config.smarthost));
  return config;
}

}  // namespace nightmail::nightmaild
