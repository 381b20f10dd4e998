// SPDX-License-Identifier: Apache-2.0

#include "server/api/sessions.h"

#include <utility>

#include "crypto/encoding.h"
#include "crypto/token.h"
#include "server/api/errors.h"
#include "server/api/ids.h"
#include "store/address.h"

namespace nightmail::api {
namespace {

struct Credential {
  std::string token;
  std::string user;  // of Basic; else empty
};

bool takes_scheme(std::string_view& value, std::string_view scheme) {
  if (value.size() <= scheme.size() || value[scheme.size()] != ' ') return false;
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    if ((value[i] | 0x20) != scheme[i]) return false;
  }
  value.remove_prefix(scheme.size());
  while (value.starts_with(' ')) value.remove_prefix(1);
  return true;
}

Result<Credential> parse_credential(std::string_view value) {
  if (takes_scheme(value, "bearer")) return Credential{std::string(value), {}};
  if (!takes_scheme(value, "basic")) return Error(Errc::unauthorized);
  const auto decoded = crypto::base64_decode(value);
  if (!decoded.ok()) return Error(Errc::unauthorized);
  const std::string_view pair = as_text(*decoded);
  const auto colon = pair.find(':');
  if (colon == std::string_view::npos) return Error(Errc::unauthorized);
  return Credential{std::string(pair.substr(colon + 1)), std::string(pair.substr(0, colon))};
}

// Basic is for app tokens: a session token never needs to be typed.
bool user_matches(Services& services, const Credential& credential, const Identity& identity) {
  if (credential.user.empty()) return true;
  if (!identity.is_app_token()) return false;
  const auto address = store::canonical_address(credential.user);
  if (!address.ok()) return false;
  const auto account = services.store.account_by_address(*address);
  return account.ok() && *account == identity.account();
}

}  // namespace

Result<OpenedSession> open_session(Services& services, store::AccountId account,
                                   store::SessionKind kind, const store::Session& wanted) {
  const crypto::Token token = crypto::new_token(services.random);
  store::Session session = wanted;
  session.id = new_session_id(services.random);
  session.token_hash = crypto::hex_encode(token.hash);
  session.account = account;
  session.kind = kind;
  session.created = services.clock.now();
  session.last_used = start_of_day(session.created);
  TRY(services.store.add_session(session));
  return OpenedSession{session.id, std::string(as_text(token.text.expose()))};
}

Result<Identity> authenticate(Services& services, std::string_view authorization) {
  TRY_ASSIGN(const Credential credential, parse_credential(authorization));
  const auto hash = crypto::token_hash(credential.token);
  if (!hash.ok()) return Error(Errc::unauthorized);
  const Timestamp now = services.clock.now();
  auto session = services.store.session_by_token(crypto::hex_encode(*hash), now);
  if (!session.ok() && session.error().is(store::Errc::not_found)) return Error(Errc::unauthorized);
  if (!session.ok()) return session.error();
  const auto account = services.store.account(session->account);
  if (!account.ok()) return Error(Errc::unauthorized);
  Identity identity{*std::move(session), account->name};
  if (!user_matches(services, credential, identity)) return Error(Errc::unauthorized);
  TRY(services.store.touch_session(identity.session, now));
  return identity;
}

}  // namespace nightmail::api
