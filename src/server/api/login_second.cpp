// SPDX-License-Identifier: Apache-2.0
//
// /auth/login/second: whoever knows the password shows a second factor. Nothing of the account is
// given out before, the wrapped secret neither. Tries are limited by the account.

#include <algorithm>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/totp.h"
#include "proto/webauthn/authenticator.h"
#include "server/api/errors.h"
#include "server/api/factor_secrets.h"
#include "server/api/passkey.h"
#include "server/api/second_factor.h"
#include "server/api/sessions.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

using store::FactorKind;
using store::SecondFactor;
using Factors = std::vector<SecondFactor>;

bool has_kind(const Factors& factors, FactorKind kind) {
  return std::ranges::find(factors, kind, &SecondFactor::kind) != factors.end();
}

JsonObject passkey_request(const LoginState& state, const PendingSecond& pending,
                           const Factors& factors) {
  JsonArray ids;
  for (const SecondFactor& factor : factors) {
    if (factor.kind == FactorKind::passkey) ids.push_back(bytes_to_json(factor.credential_id));
  }
  JsonObject request;
  jmap::put(request, "challenge", bytes_to_json(pending.challenge));
  jmap::put(request, "rpId", jmap::json_text(own_site(state.config())));
  jmap::put(request, "credentialIds", std::move(ids));
  return request;
}

// What was used up before is as wrong as what never was.
Result<> used_once(const Result<>& stored) {
  if (!stored.ok() && stored.error().is(store::Errc::not_found)) {
    return Error(Errc::second_factor_failed);
  }
  return stored;
}

Result<> check_totp(LoginState& state, store::AccountId account, const Factors& factors,
                    std::string_view code) {
  Services& services = state.services();
  for (const SecondFactor& factor : factors) {
    if (factor.kind != FactorKind::totp) continue;
    const auto secret =
        open_totp_secret(services.config.node_key, account, factor.id, factor.secret);
    if (!secret.ok()) return Error(Errc::server_fail, "a TOTP secret does not open");
    const auto step = crypto::match_totp(*secret, code, services.clock.now(), factor.counter);
    if (step) return used_once(services.store.advance_factor(account, factor.id, *step));
  }
  return Error(Errc::second_factor_failed);
}

// A key that counts and does not count on was copied (§7.2, step 21); many do not count at all.
Result<> check_count(LoginState& state, store::AccountId account, const SecondFactor& factor,
                     std::int64_t count) {
  if (count == 0 && factor.counter == 0) return {};
  return used_once(state.services().store.advance_factor(account, factor.id, count));
}

struct PasskeyAnswer {
  Bytes credential_id, client_data, authenticator_data, signature;
};

Result<PasskeyAnswer> read_passkey(LoginBody& body) {
  PasskeyAnswer answer;
  TRY_ASSIGN(answer.credential_id, body.bytes("credentialId", 1, webauthn::kMaxCredentialId));
  TRY_ASSIGN(answer.client_data, body.bytes("clientDataJSON", 1, kMaxClientData));
  TRY_ASSIGN(answer.authenticator_data, body.bytes("authenticatorData", 1, kMaxAuthenticatorData));
  TRY_ASSIGN(answer.signature, body.bytes("signature", 1, kMaxSignature));
  return answer;
}

Result<> check_passkey(LoginState& state, const PendingSecond& pending, const Factors& factors,
                       const PasskeyAnswer& answer) {
  const auto factor = std::ranges::find_if(factors, [&](const SecondFactor& one) {
    return one.kind == FactorKind::passkey && one.credential_id == answer.credential_id;
  });
  if (factor == factors.end()) return Error(Errc::second_factor_failed);
  TRY(check_client_data(state.config(), answer.client_data, "webauthn.get", pending.challenge));
  const auto key = webauthn::from_stored(factor->secret);
  if (!key.ok()) return Error(Errc::server_fail, "a stored passkey cannot be read");
  const auto count =
      webauthn::verify_assertion({answer.authenticator_data, answer.client_data, answer.signature},
                                 *key, own_site(state.config()));
  if (!count.ok()) return Error(Errc::second_factor_failed);
  return check_count(state, pending.account, *factor, *count);
}

// Reads what belongs to `kind` from the body, and checks it.
Result<> check_factor(LoginState& state, const PendingSecond& pending, const Factors& factors,
                      LoginRequest& request) {
  TRY_ASSIGN(const std::string kind, request.body.text("kind", 32));
  if (kind == "passkey") {
    TRY_ASSIGN(const PasskeyAnswer answer, read_passkey(request.body));
    TRY(request.body.finish());
    return check_passkey(state, pending, factors, answer);
  }
  TRY_ASSIGN(const std::string code, request.body.text("code", 64));
  TRY(request.body.finish());
  if (kind == "totp") return check_totp(state, pending.account, factors, code);
  if (kind != "recoveryCode") return bad_member("kind", "is totp, passkey or recoveryCode");
  const Bytes hash = recovery_code_hash(state.config().node_key, pending.account, code);
  return used_once(state.services().store.use_recovery_code(pending.account, hash));
}

}  // namespace

JsonObject second_factor_needed(LoginState& state, PendingSecond pending, const Factors& factors) {
  Services& services = state.services();
  pending.challenge = to_bytes(services.random.array<32>());
  const std::string ticket = crypto::base64url_encode(services.random.array<32>());
  JsonArray kinds;
  JsonObject answer;
  if (has_kind(factors, FactorKind::passkey)) {
    kinds.push_back("passkey");
    jmap::put(answer, "passkey", passkey_request(state, pending, factors));
  }
  if (has_kind(factors, FactorKind::totp)) kinds.push_back("totp");
  kinds.push_back("recoveryCode");
  jmap::put(answer, "secondFactorNeeded", true);
  jmap::put(answer, "kinds", std::move(kinds));
  jmap::put(answer, "ticket", jmap::json_text(ticket));
  state.seconds().put(ticket, std::move(pending), services.clock.now());
  return answer;
}

Result<JsonObject> login_second(LoginState& state, LoginRequest& request) {
  TRY_ASSIGN(const std::string ticket, request.body.text("ticket", 64));
  const Timestamp now = state.services().clock.now();
  std::optional<PendingSecond> pending;
  state.seconds().peek(ticket, now, [&](const PendingSecond& found) { pending = found; });
  if (!pending) return Error(Errc::login_failed, "the ticket is used or too old");
  TRY(state.take_second_attempt(pending->account));
  TRY_ASSIGN(const Factors factors, state.services().store.second_factors(pending->account));
  TRY(check_factor(state, *pending, factors, request));
  // Two requests with one ticket: only the first gets in.
  if (!state.seconds().take(ticket, now)) return Error(Errc::login_failed);
  state.give_back_second_attempt(pending->account);
  return logged_in(state, pending->account, std::move(pending->label));
}

}  // namespace nightmail::api
