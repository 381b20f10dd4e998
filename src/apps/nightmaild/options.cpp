// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "apps/nightmaild/commands.h"

namespace nightmail::nightmaild {
namespace {

void listen_on(Words& addresses, std::optional<int> port) {
  if (port) addresses = {fmt::format("127.0.0.1:{}", *port)};
}

}  // namespace

Result<Settings> settings_from(const SettingOptions& options) {
  Settings settings;
  if (!options.config.empty()) {
    TRY_ASSIGN(settings, load_settings(options.config));
  }
  if (!options.data.empty()) settings.data = options.data;
  if (!options.web.empty()) settings.web_root = options.web;
  if (!options.domains.empty()) settings.domains = options.domains;
  listen_on(settings.http_listen, options.http_port);
  listen_on(settings.smtp_listen, options.smtp_port);
  listen_on(settings.lmtp_listen, options.lmtp_port);
  TRY(validate(settings));
  return settings;
}

int complain(const Error& error) {
  const std::string& text = error.context().empty() ? error.message() : error.context();
  fmt::print(stderr, "nightmaild: {}\n", text);
  return 1;
}

}  // namespace nightmail::nightmaild
