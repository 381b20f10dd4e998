// SPDX-License-Identifier: Apache-2.0
//
// Names of sealed items, as sign-up and SealedItem/set take them.

#ifndef NIGHTMAIL_SERVER_API_SEALED_ITEM_H_
#define NIGHTMAIL_SERVER_API_SEALED_ITEM_H_

#include <cstddef>
#include <string_view>

namespace nightmail::api {

// So that the base64url of a name fits into a JMAP Id.
inline constexpr std::size_t kMaxItemName = 190;

// 1 to 190 visible ASCII characters: "openpgp/<fingerprint>", "settings".
[[nodiscard]] bool is_item_name(std::string_view name);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_SEALED_ITEM_H_
