// SPDX-License-Identifier: Apache-2.0
//
// Names of mailboxes as names of folders: safe on every file system, different from each other.
// Free functions.

#ifndef NIGHTMAIL_CLIENT_FOLDER_NAMES_H_
#define NIGHTMAIL_CLIENT_FOLDER_NAMES_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "client/mailbox_list.h"

namespace nightmail::client {

// At most 100 octets, no separators, control characters, dots at either end, nor a name that is a
// device elsewhere ("CON"). Never empty.
[[nodiscard]] std::string folder_name(std::string_view name);

// Mailbox id -> folder; a name that is taken (in any case) gets a number.
[[nodiscard]] std::map<std::string, std::string, std::less<>> folder_names(
    const std::vector<Mailbox>& mailboxes);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_FOLDER_NAMES_H_
