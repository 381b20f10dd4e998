// SPDX-License-Identifier: Apache-2.0
//
// Files for a person: a file appears under its name only once it is whole, and never in the place
// of another. Free functions. They are not synced: what they hold can be had again.

#ifndef NIGHTMAIL_CLIENT_NEW_FILE_H_
#define NIGHTMAIL_CLIENT_NEW_FILE_H_

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace nightmail::client {

// True if something of this name is there (even a dangling link).
[[nodiscard]] bool is_there(const std::string& path);

// Mode 0600. Errc::file; if something is there already, the error says to choose another name.
Result<> write_new_file(const std::string& path, ByteView content);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_NEW_FILE_H_
