// SPDX-License-Identifier: Apache-2.0
//
// Session: what this device knows of the account it is logged in to. SessionStore keeps it in the
// home directory, sealed under the device key: a copy of the directory alone opens nothing.

#ifndef NIGHTMAIL_CLIENT_SESSION_H_
#define NIGHTMAIL_CLIENT_SESSION_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "client/device_key.h"
#include "pgp/open/secret_key.h"

namespace nightmail::client {

struct Session {
  std::string server;      // base URL: "http://localhost:8080"
  std::string address;     // as the account was made
  std::string account_id;  // JMAP id
  SecretBytes token;       // bearer token, text
  SecretKey32 account_secret;
  std::vector<pgp::SecretKey> keys;  // the primary one first

  [[nodiscard]] Session copy() const;
};

class SessionStore {
 public:
  // `home` is made when something is first saved.
  SessionStore(std::string home, Random& random) : home_(std::move(home)), random_(random) {}

  [[nodiscard]] const std::string& home() const { return home_; }
  [[nodiscard]] std::string cache_path() const { return home_ + "/cache.sealed"; }

  // Errc::not_logged_in if there is none; Errc::damaged, Errc::file.
  [[nodiscard]] Result<Session> load() const;
  [[nodiscard]] Result<bool> exists() const;
  // Where the device key lies, for `whoami`.
  [[nodiscard]] Result<KeyPlace> key_place() const;
  Result<> save(const Session& session);
  // Removes session, cache and device key.
  Result<> clear();

 private:
  [[nodiscard]] std::string session_path() const { return home_ + "/session.sealed"; }

  std::string home_;
  Random& random_;
};

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_SESSION_H_
