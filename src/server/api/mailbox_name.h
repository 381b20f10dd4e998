// SPDX-License-Identifier: Apache-2.0
//
// Mailbox/name as standard clients see it: "sealed:" and the base64url of what the client sealed
// (docs/protocol.md, "Mailbox"). The server cannot read it, and hands it back as it came.

#ifndef NIGHTMAIL_SERVER_API_MAILBOX_NAME_H_
#define NIGHTMAIL_SERVER_API_MAILBOX_NAME_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace nightmail::api {

inline constexpr std::size_t kMaxSealedName = 762;  // octets; the text is at most 1024 long
inline constexpr std::size_t kMaxNameText = 1024;

[[nodiscard]] std::string print_mailbox_name(ByteView sealed_name);
// Empty if it is no such name, or too long.
[[nodiscard]] std::optional<Bytes> parse_mailbox_name(std::string_view name);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_MAILBOX_NAME_H_
