// SPDX-License-Identifier: Apache-2.0
//
// Files that only their owner may read, written so that a crash leaves the old or the new content.
// What is written here must be sealed already, or be the device key.

#ifndef NIGHTMAIL_CLIENT_PRIVATE_FILE_H_
#define NIGHTMAIL_CLIENT_PRIVATE_FILE_H_

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::client {

// Makes the directory and those above it, with mode 0700. Errc::file.
Result<> make_private_directory(const std::string& path);

// The whole file; nullopt if there is none. Errc::file.
Result<std::optional<PlainBytes>> read_private_file(const std::string& path);

// Writes beside it, syncs, renames; mode 0600. Errc::file.
Result<> write_private_file(const std::string& path, ByteView content);

// Adds to the end (the file is made if absent) and syncs. Errc::file.
Result<> append_private_file(const std::string& path, ByteView content);

// No error if there is none.
Result<> remove_file(const std::string& path);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_PRIVATE_FILE_H_
