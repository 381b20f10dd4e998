// SPDX-License-Identifier: Apache-2.0
//
// The commands of `nightmaild`, one file each. Each takes what the command line said, writes for a
// person to stdout, complaints to stderr, and returns the exit status.

#ifndef NIGHTMAIL_APPS_NIGHTMAILD_COMMANDS_H_
#define NIGHTMAIL_APPS_NIGHTMAILD_COMMANDS_H_

#include <optional>
#include <string>
#include <vector>

#include "apps/nightmaild/settings.h"
#include "base/result.h"

namespace nightmail::nightmaild {

// Options that stand for settings; they win over the file.
struct SettingOptions {
  std::string config;  // a path, or empty: defaults
  std::string data;
  std::string web;
  std::optional<int> http_port, smtp_port, lmtp_port;  // on 127.0.0.1
  std::vector<std::string> domains;
};

// The file's settings, or the defaults, under the options.
[[nodiscard]] Result<Settings> settings_from(const SettingOptions& options);

struct SetupOptions {
  std::string domain;
  std::string data = "/var/lib/nightmail";
  std::string output = "nightmaild.toml";
};

struct QueueOptions {
  std::string action;            // list, retry, hold, release, drop
  std::vector<std::string> ids;  // as `list` shows them, or "all"
  bool show_addresses = false;
};

int run_serve(const SettingOptions& options);
int run_setup(const SetupOptions& options);
int run_invite(const SettingOptions& options);
// Asks the running server.
int run_queue(const SettingOptions& options, const QueueOptions& queue);
int run_dkim_show(const SettingOptions& options);
// `at_once`: the new keys sign now, not after two days.
int run_dkim_rotate(const SettingOptions& options, bool at_once);
int run_settings();

// Says what is wrong and returns 1.
int complain(const Error& error);

}  // namespace nightmail::nightmaild

#endif  // NIGHTMAIL_APPS_NIGHTMAILD_COMMANDS_H_
