// SPDX-License-Identifier: Apache-2.0

#include "proto/jmap/push.h"

#include <utility>

#include "proto/jmap/json.h"

namespace nightmail::jmap {

std::string print_state_change(std::string_view account_id, const TypeStates& changed) {
  JsonObject types;
  for (const auto& [type, state] : changed) put(types, type, json_text(state));
  JsonObject accounts;
  put(accounts, account_id, std::move(types));
  JsonObject change;
  put(change, "@type", "StateChange");
  put(change, "changed", std::move(accounts));
  return print_json(change);
}

std::string print_ping(std::int64_t interval_seconds) {
  JsonObject ping;
  put(ping, "interval", interval_seconds);
  return print_json(ping);
}

}  // namespace nightmail::jmap
