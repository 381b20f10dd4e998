// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmaild/dkim.h"

#include <fmt/format.h>

#include <algorithm>

#include "proto/dkim/sign.h"
#include "server/transport/dkim_keys.h"

namespace nightmail::nightmaild {
namespace {

// A TXT record's strings hold at most 255 octets each (RFC 1035 §3.3).
std::string quoted(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    out += (out.empty() ? "\"" : " \"") + std::string(text.substr(0, 255)) + "\"";
    text.remove_prefix(std::min<std::size_t>(255, text.size()));
  }
  return out;
}

std::string comment(const transport::DkimKey& key, const std::vector<transport::DkimKey>& signing,
                    Timestamp now) {
  if (key.active_from * 1000 > now.unix_ms)
    return "; will sign from " + format_utc({key.active_from * 1000}) + ": publish it before\n";
  const bool signs =
      std::ranges::find(signing, key.path, &transport::DkimKey::path) != signing.end();
  return signs ? "; signs now\n" : "; signed until lately: leave it for a week\n";
}

}  // namespace

Result<std::string> dkim_records(FileSystem& files, const std::string& data_directory,
                                 Timestamp now) {
  TRY_ASSIGN(const auto keys, transport::load_dkim_keys(files, data_directory));
  std::string lines;
  for (const transport::DkimKey& key : keys) {
    lines += comment(key, transport::signing_keys(keys, key.domain, now.unix_ms / 1000), now);
    lines += fmt::format("{}.     IN TXT    {}\n", key.record_name(),
                         quoted(dkim::key_record(*key.key)));
  }
  return lines;
}

}  // namespace nightmail::nightmaild
