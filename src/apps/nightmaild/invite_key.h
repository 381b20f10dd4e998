// SPDX-License-Identifier: Apache-2.0
//
// The key of the service's invite codes: 32 octets in the file `invite.key` of the data directory,
// which the server and `nightmaild invite` share.

#ifndef NIGHTMAIL_APPS_NIGHTMAILD_INVITE_KEY_H_
#define NIGHTMAIL_APPS_NIGHTMAILD_INVITE_KEY_H_

#include <string>

#include "base/durable_file.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::nightmaild {

// Reads the key, or makes it durably if there is none yet. The directory is made if absent.
[[nodiscard]] Result<SecretKey32> invite_key(FileSystem& files, Random& random,
                                             const std::string& data_directory);

}  // namespace nightmail::nightmaild

#endif  // NIGHTMAIL_APPS_NIGHTMAILD_INVITE_KEY_H_
