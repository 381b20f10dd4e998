// SPDX-License-Identifier: Apache-2.0
//
// `nightmaild dkim show`, `nightmaild dkim rotate`: keys for signing outgoing mail and the DNS
// records that go with them.
#include <fmt/format.h>

#include "apps/nightmaild/commands.h"
#include "apps/nightmaild/dkim.h"
#include "base/clock.h"
#include "proto/dkim/sign.h"
#include "server/transport/dkim_keys.h"
#include "store/address.h"

namespace nightmail::nightmaild {
namespace {

using transport::DkimKey;

// Long enough for a record to reach every resolver that remembers there was none.
constexpr std::int64_t kWaitSeconds = 48 * 3600;

Result<std::vector<std::string>> domains_of(const Settings& settings) {
  std::vector<std::string> domains;
  for (const std::string& domain : settings.domains) {
    TRY_ASSIGN(domains.emplace_back(), store::canonical_domain(domain));
  }
  return domains;
}

Result<> remove_retired(FileSystem& files, const std::string& data, std::int64_t now) {
  TRY_ASSIGN(const auto keys, transport::load_dkim_keys(files, data));
  for (const DkimKey& key : transport::retired_keys(keys, now)) {
    TRY(files.remove(key.path));
    fmt::print("; No longer needed, take it out of the zone: {}.\n", key.record_name());
  }
  return {};
}

Result<> show(const SettingOptions& options) {
  TRY_ASSIGN(const Settings settings, settings_from(options));
  FileSystem files;
  TRY_ASSIGN(const std::string records, dkim_records(files, settings.data, SystemClock().now()));
  fmt::print("{}", records.empty()
                       ? "; There are no keys yet: `nightmaild dkim rotate` makes them.\n"
                       : records);
  return {};
}

Result<> rotate(const SettingOptions& options, bool at_once) {
  TRY_ASSIGN(const Settings settings, settings_from(options));
  TRY_ASSIGN(const auto domains, domains_of(settings));
  FileSystem files;
  const std::int64_t now = SystemClock().now().unix_ms / 1000;
  TRY_ASSIGN(const auto keys, transport::load_dkim_keys(files, settings.data));
  for (const std::string& domain : domains) {
    const bool first = transport::signing_keys(keys, domain, now).empty();
    const std::int64_t from = first || at_once ? now : now + kWaitSeconds;
    TRY(transport::make_dkim_keys(files, settings.data, domain, from));
  }
  TRY(remove_retired(files, settings.data, now));
  return show(options);
}

int status(const Result<>& done) {
  return done.ok() ? 0 : complain(done.error());
}

}  // namespace

int run_dkim_show(const SettingOptions& options) {
  return status(show(options));
}

int run_dkim_rotate(const SettingOptions& options, bool at_once) {
  return status(rotate(options, at_once));
}

}  // namespace nightmail::nightmaild
