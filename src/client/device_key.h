// SPDX-License-Identifier: Apache-2.0
//
// The key under which the client seals what it keeps on this device: in the system's keyring
// (freedesktop Secret Service) where there is one, else in a file readable by its owner alone.

#ifndef NIGHTMAIL_CLIENT_DEVICE_KEY_H_
#define NIGHTMAIL_CLIENT_DEVICE_KEY_H_

#include <optional>
#include <string>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::client {

enum class KeyPlace { keyring, file };

struct DeviceKey {
  SecretKey32 key;
  KeyPlace place = KeyPlace::file;
};

// The key of this home directory, or nullopt if none was made yet. Errc::file.
Result<std::optional<DeviceKey>> find_device_key(const std::string& home);

// Makes one. `home` must exist. Errc::file.
Result<DeviceKey> make_device_key(const std::string& home, Random& random);

// Forgets it, wherever it lies: what was sealed under it is lost.
Result<> forget_device_key(const std::string& home);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_DEVICE_KEY_H_
