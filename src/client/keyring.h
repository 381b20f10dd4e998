// SPDX-License-Identifier: Apache-2.0
//
// The system's keyring, by libsecret. Every call answers at once with "none" where no session bus
// or no keyring runs: nothing here waits for a person who is not there.

#ifndef NIGHTMAIL_CLIENT_KEYRING_H_
#define NIGHTMAIL_CLIENT_KEYRING_H_

#include <optional>
#include <string>

#include "base/secret.h"

namespace nightmail::client {

// `home` says which entry it is: a person may have several home directories.
[[nodiscard]] std::optional<SecretBytes> keyring_find(const std::string& home);
// False if there is no keyring, or it refused.
[[nodiscard]] bool keyring_store(const std::string& home, const SecretBytes& text);
void keyring_remove(const std::string& home);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_KEYRING_H_
