// SPDX-License-Identifier: Apache-2.0
//
// The data of push events (RFC 8620 §7.1, §7.3). How events are framed is net/event_source.h.
// Values.

#ifndef NIGHTMAIL_PROTO_JMAP_PUSH_H_
#define NIGHTMAIL_PROTO_JMAP_PUSH_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace nightmail::jmap {

// Type name ("Email") -> state.
using TypeStates = std::map<std::string, std::string, std::less<>>;

// A StateChange object of one account, as JSON.
[[nodiscard]] std::string print_state_change(std::string_view account_id,
                                             const TypeStates& changed);
// What a ping event says.
[[nodiscard]] std::string print_ping(std::int64_t interval_seconds);

}  // namespace nightmail::jmap

#endif  // NIGHTMAIL_PROTO_JMAP_PUSH_H_
