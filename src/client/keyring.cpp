// SPDX-License-Identifier: Apache-2.0
#include "client/keyring.h"

#include <libsecret/secret.h>

#include <cstdlib>

namespace nightmail::client {
namespace {

const SecretSchema* schema() {
  static const SecretSchema kSchema = {
      "org.nightmail.DeviceKey",
      SECRET_SCHEMA_NONE,
      {{"home", SECRET_SCHEMA_ATTRIBUTE_STRING}, {nullptr, SECRET_SCHEMA_ATTRIBUTE_STRING}},
      0,
      nullptr,
      nullptr,
      nullptr,
      nullptr,
      nullptr,
      nullptr,
      nullptr};
  return &kSchema;
}

// Without an address of a bus, GLib would try to start one.
bool has_session_bus() {
  return std::getenv("DBUS_SESSION_BUS_ADDRESS") != nullptr;
}

}  // namespace

std::optional<SecretBytes> keyring_find(const std::string& home) {
  if (!has_session_bus()) return std::nullopt;
  GError* error = nullptr;
  gchar* found =
      secret_password_lookup_sync(schema(), nullptr, &error, "home", home.c_str(), nullptr);
  g_clear_error(&error);
  if (found == nullptr) return std::nullopt;
  SecretBytes secret = secret_from(as_bytes(found));
  secret_password_free(found);
  return secret;
}

bool keyring_store(const std::string& home, const SecretBytes& text) {
  if (!has_session_bus()) return false;
  GError* error = nullptr;
  SecretBytes terminated = text.copy();
  terminated.expose().push_back(0);
  const gboolean stored =
      secret_password_store_sync(schema(), SECRET_COLLECTION_DEFAULT, "Nightmail device key",
                                 reinterpret_cast<const gchar*>(terminated.expose().data()),
                                 nullptr, &error, "home", home.c_str(), nullptr);
  g_clear_error(&error);
  return stored == TRUE;
}

void keyring_remove(const std::string& home) {
  if (!has_session_bus()) return;
  GError* error = nullptr;
  secret_password_clear_sync(schema(), nullptr, &error, "home", home.c_str(), nullptr);
  g_clear_error(&error);
}

}  // namespace nightmail::client
