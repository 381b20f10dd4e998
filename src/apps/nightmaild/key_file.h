// SPDX-License-Identifier: Apache-2.0
//
// Keys of the service that lie in the data directory, 32 octets in a file of their own each:
// `invite.key` (invite codes; the server and `nightmaild invite` share it) and `node.key` (what
// waits to be sent; docs/formats/queue.md).

#ifndef NIGHTMAIL_APPS_NIGHTMAILD_KEY_FILE_H_
#define NIGHTMAIL_APPS_NIGHTMAILD_KEY_FILE_H_

#include <string>

#include "base/durable_file.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::nightmaild {

struct KeyFile {
  const char* name;
  const char* loss;  // what becomes of what was made with it
};
inline constexpr KeyFile kInviteKey{"invite.key", "open invites become worthless"};
inline constexpr KeyFile kNodeKey{"node.key", "mail that waits to be sent is lost"};

// Reads the key, or makes it durably if there is none yet. The directory is made if absent.
[[nodiscard]] Result<SecretKey32> key_file(FileSystem& files, Random& random,
                                           const std::string& data_directory, const KeyFile& which);

}  // namespace nightmail::nightmaild

#endif  // NIGHTMAIL_APPS_NIGHTMAILD_KEY_FILE_H_
