// SPDX-License-Identifier: Apache-2.0
//
// Login sessions and app tokens. Only SHA-256 hashes of tokens are kept. Thread-safe; blocking.

#ifndef NIGHTMAIL_STORE_SESSIONS_H_
#define NIGHTMAIL_STORE_SESSIONS_H_

#include <string>
#include <string_view>
#include <vector>

#include "store/types.h"

namespace nightmail::store {

enum class SessionKind { device, app_token };

struct Session {
  std::string id;          // public, random; names the session in lists and when it is revoked
  std::string token_hash;  // hex SHA-256 of the bearer token
  AccountId account{};
  SessionKind kind = SessionKind::device;
  Bytes sealed_label;  // "Anna's laptop", sealed by the client; may be empty
  Timestamp created;
  Timestamp last_used;  // kept to the day, so that it tells little
  Timestamp expires;
};

class Sessions {
 public:
  virtual ~Sessions() = default;
  virtual Result<> add_session(const Session& session) = 0;
  virtual Result<Session> session_by_token(std::string_view token_hash, Timestamp now) = 0;
  virtual Result<std::vector<Session>> sessions(AccountId account) = 0;
  virtual Result<> remove_session(AccountId account, std::string_view id) = 0;
  // Errc::not_found if the account has no such session.
  virtual Result<> set_session_label(AccountId account, std::string_view id,
                                     ByteView sealed_label) = 0;
  // Notes that the session is in use; writes at most once a day.
  virtual Result<> touch_session(const Session& session, Timestamp now) = 0;
};

// A few small values of the whole service (OPAQUE server setup, node key), by name.
class ServiceValues {
 public:
  virtual ~ServiceValues() = default;
  virtual Result<Bytes> service_value(std::string_view name) = 0;
  // Stores `value` unless the name is there already; returns what is stored then.
  virtual Result<Bytes> service_value_or(std::string_view name, ByteView value) = 0;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SESSIONS_H_
