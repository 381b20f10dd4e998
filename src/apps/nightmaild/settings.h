// SPDX-License-Identifier: Apache-2.0
//
// Settings: all that an operator can choose, as values; and the table that names each one. The
// table is the single source: the TOML reader, `nightmaild settings` and the check of
// docs/configuration.md all walk it.

#ifndef NIGHTMAIL_APPS_NIGHTMAILD_SETTINGS_H_
#define NIGHTMAIL_APPS_NIGHTMAILD_SETTINGS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace nightmail::nightmaild {

using Words = std::vector<std::string>;

struct Settings {
  // [service]
  Words domains{"nightmail.test"};
  std::string hostname;  // empty: "localhost" on loopback, else "mail." + first domain
  std::string data = "data";
  std::string base_url;  // empty: "http://localhost:" + port of the first http.listen
  std::string sign_up = "open";
  std::string postmaster;
  bool publish_keys = true;
  bool lock_memory = true;
  std::string log_level = "info";
  // [smtp]
  Words smtp_listen{"127.0.0.1:2525"};
  Words lmtp_listen;
  Words proxy_protocol_from;
  std::int64_t max_message_octets = 50 << 20;
  std::int64_t max_recipients = 1000;
  std::int64_t max_connections = 1000;
  std::int64_t max_connections_per_network = 50;
  std::int64_t message_memory_octets = 512 << 20;
  std::int64_t command_timeout_seconds = 300;
  // [outbound]
  std::int64_t outbound_max_message_octets = 50 << 20;
  std::int64_t outbound_max_recipients = 1000;
  std::int64_t outbound_max_in_flight = 100;
  std::int64_t outbound_connections_per_destination = 10;
  std::int64_t outbound_port = 25;
  std::string smarthost;
  bool smarthost_tls = false;
  std::string smarthost_user;
  std::string smarthost_password_file;
  std::int64_t outbound_memory_octets = 128 << 20;
  std::int64_t outbound_retry_first_seconds = 300;
  std::int64_t outbound_retry_longest_seconds = 4 * 3600;
  std::int64_t outbound_give_up_seconds = 5 * 86'400;
  std::int64_t outbound_delay_notice_seconds = 4 * 3600;
  bool outbound_tls_reports = true;
  // [http]
  Words http_listen{"127.0.0.1:8080"};
  bool http_tls = false;
  std::string web_root;
  std::int64_t http_max_connections = 20'000;
  std::int64_t max_upload_octets = 64 << 20;
  // [tls]
  std::string tls_certificate;
  std::string tls_key;
  // [dns]
  std::string dns_resolver;
  std::string dns_trust_anchor = "/usr/share/dns/root.key";
  // [fetch]
  bool private_addresses = false;
  std::int64_t https_port = 443;
  std::string ca_file;
  // [limits]
  std::int64_t account_octets = 0;
  std::int64_t outgoing_octets = 1 << 30;
  std::int64_t messages_per_day = 500;
  std::int64_t new_recipients_per_day = 50;
  std::int64_t login_attempts_per_account = 10;
  std::int64_t login_attempts_per_network = 60;
  std::int64_t key_lookups_per_network = 1000;
};

using SettingMember = std::variant<std::string Settings::*, Words Settings::*,
                                   std::int64_t Settings::*, bool Settings::*>;

struct Setting {
  std::string_view key;  // "section.name"
  SettingMember member;
  std::string_view help;  // one sentence
  std::int64_t min = 0;   // for numbers
};

[[nodiscard]] std::span<const Setting> setting_table();

// A default as it would stand in the file: "50", "[\"a\"]", "true".
[[nodiscard]] std::string default_text(const Setting& setting);

// Reads TOML; settings that the text does not name keep their defaults. Unknown settings, wrong
// types and values out of range are Errc::bad_configuration, with `origin`, line and setting named.
[[nodiscard]] Result<Settings> parse_settings(std::string_view toml, std::string_view origin);
[[nodiscard]] Result<Settings> load_settings(const std::string& path);

// Checks what one setting alone can't tell (listed domains, TLS files given together, ...).
[[nodiscard]] Result<> validate(const Settings& settings);

}  // namespace nightmail::nightmaild

#endif  // NIGHTMAIL_APPS_NIGHTMAILD_SETTINGS_H_
