// SPDX-License-Identifier: Apache-2.0
#include "client/device_key.h"

#include <algorithm>

#include "client/errors.h"
#include "client/keyring.h"
#include "client/private_file.h"
#include "crypto/encoding.h"

namespace nightmail::client {
namespace {

std::string key_file(const std::string& home) {
  return home + "/device.key";
}

SecretBytes as_hex(const SecretKey32& key) {
  return secret_from(as_bytes(crypto::hex_encode(key.expose())));
}

Result<SecretKey32> from_hex(ByteView text) {
  const auto bytes = crypto::hex_decode(as_text(text));
  if (!bytes.ok() || bytes->size() != 32) {
    return Error(Errc::file, "the device key is damaged; log in again in a new --home directory");
  }
  SecretKey32 key;
  std::ranges::copy(*bytes, key.expose().begin());
  return key;
}

}  // namespace

Result<std::optional<DeviceKey>> find_device_key(const std::string& home) {
  if (const auto found = keyring_find(home)) {
    TRY_ASSIGN(SecretKey32 key, from_hex(found->expose()));
    return std::optional(DeviceKey{std::move(key), KeyPlace::keyring});
  }
  TRY_ASSIGN(const auto content, read_private_file(key_file(home)));
  if (!content) return std::optional<DeviceKey>();
  TRY_ASSIGN(SecretKey32 key, from_hex(*content));
  return std::optional(DeviceKey{std::move(key), KeyPlace::file});
}

Result<DeviceKey> make_device_key(const std::string& home, Random& random) {
  DeviceKey made{SecretKey32(random.array<32>()), KeyPlace::file};
  const SecretBytes text = as_hex(made.key);
  if (keyring_store(home, text)) {
    made.place = KeyPlace::keyring;
  } else {
    TRY(write_private_file(key_file(home), text.expose()));
  }
  return made;
}

Result<> forget_device_key(const std::string& home) {
  keyring_remove(home);
  return remove_file(key_file(home));
}

}  // namespace nightmail::client
