// SPDX-License-Identifier: Apache-2.0
//
// Password-protected messages, for people without keys: make one, list, revoke; and open one by its
// link, which needs no account (docs/formats/protected-message.md). Free functions over a Service.
//
//   TRY_ASSIGN(link, make_protected(service, session, {payload, password}, tools));
//   // mail link.url to the reader; say the password another way

#ifndef NIGHTMAIL_CLIENT_PROTECTED_MESSAGE_H_
#define NIGHTMAIL_CLIENT_PROTECTED_MESSAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/account.h"
#include "client/protected_payload.h"
#include "client/service.h"
#include "client/session.h"

namespace nightmail::client {

struct NewProtected {
  ProtectedPayload payload;               // without `answer_certificate`, nobody can answer
  SecretBytes password;                   // UTF-8, as it is to be typed
  std::optional<std::int64_t> days;       // until it expires; else 28
  std::optional<std::int64_t> max_tries;  // wrong passwords until it locks; else 10
};

struct ProtectedLink {
  std::string id;
  SecretBytes url;         // with the secret behind '#': whoever has it and the password can read
  std::string expires_at;  // UTCDate
};

struct ProtectedRow {
  std::string id;
  std::string created_at, expires_at;  // UTCDate
  std::int64_t size = 0;
  std::int64_t tries_left = 0;
};

// Uploads it, sealed. Errc::bad_input (no password, too large), Errc::refused.
Result<ProtectedLink> make_protected(Service& service, const Session& session,
                                     const NewProtected& wish, const Tools& tools);
// The newest first.
Result<std::vector<ProtectedRow>> list_protected(Service& service, const Session& session);
// From now on nobody can open it. Errc::not_found.
Result<> revoke_protected(Service& service, const Session& session, const std::string& id);

struct ParsedLink {
  std::string server;  // "https://mail.example.org"
  std::string id;
  Bytes secret;
};
// Errc::bad_input if it is no whole link.
[[nodiscard]] Result<ParsedLink> parse_link(std::string_view url);
// Errc::wrong_password, Errc::not_found (gone), Errc::damaged.
Result<ProtectedPayload> open_protected_link(Service& service, const ParsedLink& link,
                                             const SecretBytes& password);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_PROTECTED_MESSAGE_H_
