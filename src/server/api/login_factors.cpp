// SPDX-License-Identifier: Apache-2.0
//
// /auth/factors/*: a user's own second factors: list, enrol, remove, new recovery codes. What
// changes them asks for the password anew, so that a stolen token cannot lock its owner out.

#include <algorithm>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/totp.h"
#include "net/http.h"
#include "proto/webauthn/authenticator.h"
#include "proto/webauthn/errors.h"
#include "server/api/errors.h"
#include "server/api/factor_secrets.h"
#include "server/api/ids.h"
#include "server/api/login_endpoints.h"
#include "server/api/passkey.h"
#include "server/api/sessions.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

using store::FactorKind;
using store::SecondFactor;

constexpr std::size_t kMostFactors = 10;

std::string_view kind_name(FactorKind kind) {
  return kind == FactorKind::totp ? "totp" : "passkey";
}

JsonObject to_json(const SecondFactor& factor) {
  JsonObject object;
  jmap::put(object, "id", jmap::json_text(factor.id));
  jmap::put(object, "kind", jmap::json_text(kind_name(factor.kind)));
  jmap::put(object, "label", bytes_to_json(factor.sealed_label));
  jmap::put(object, "createdAt", jmap::json_text(format_utc(factor.created)));
  return object;
}

// The caller's own account, whose password the request proves.
Result<store::AccountId> proven_account(LoginState& state, LoginRequest& request) {
  TRY_ASSIGN(const store::AccountId account, check_password(state, request));
  if (account != request.identity->account()) return Error(Errc::login_failed);
  return account;
}

Result<JsonArray> give_new_codes(LoginState& state, store::AccountId account) {
  Services& services = state.services();
  const auto codes = new_recovery_codes(services.random);
  std::vector<Bytes> hashes;
  hashes.reserve(codes.size());
  for (const std::string& code : codes) {
    hashes.push_back(recovery_code_hash(services.config.node_key, account, code));
  }
  TRY(services.store.set_recovery_codes(account, hashes));
  return list_of(codes, [](const std::string& code) { return code; });
}

std::string open_setup(LoginState& state, PendingSetup setup) {
  std::string id = crypto::base64url_encode(state.services().random.array<16>());
  state.setups().put(id, std::move(setup), state.services().clock.now());
  return id;
}

// The setup that the request names, if the caller began one of this kind.
Result<PendingSetup> take_setup(LoginState& state, LoginRequest& request, FactorKind kind) {
  TRY_ASSIGN(const std::string id, request.body.text("setup", 64));
  std::optional<PendingSetup> setup;
  state.setups().peek(id, state.services().clock.now(),
                      [&](const PendingSetup& found) { setup = found; });
  if (!setup || setup->account != request.identity->account() || setup->kind != kind) {
    return Error(Errc::second_factor_failed, "begin again");
  }
  return *std::move(setup);
}

// Stores the factor; the first one brings recovery codes.
Result<JsonObject> enrol(LoginState& state, store::AccountId account, const SecondFactor& factor) {
  Services& services = state.services();
  TRY_ASSIGN(const auto before, services.store.second_factors(account));
  if (before.size() >= kMostFactors) return Error(Errc::over_quota, "remove another first");
  JsonObject answer;
  jmap::put(answer, "id", jmap::json_text(factor.id));
  if (before.empty()) {
    TRY_ASSIGN(JsonArray codes, give_new_codes(state, account));
    jmap::put(answer, "recoveryCodes", std::move(codes));
  }
  TRY(services.store.add_second_factor(account, factor));
  return answer;
}

SecondFactor new_factor(LoginState& state, FactorKind kind, Bytes label) {
  SecondFactor factor;
  factor.id = new_session_id(state.services().random);
  factor.kind = kind;
  factor.sealed_label = std::move(label);
  factor.created = state.services().clock.now();
  return factor;
}

// What authenticator programs read from a QR code ("Key URI Format").
std::string otpauth_uri(const std::string& account, const std::string& secret) {
  return "otpauth://totp/Nightmail:" + net::percent_encode(account) + "?secret=" + secret +
         "&issuer=Nightmail&algorithm=SHA1&digits=6&period=30";
}

}  // namespace

Result<JsonObject> factors_list(LoginState& state, LoginRequest& request) {
  TRY(request.body.finish());
  const store::AccountId account = request.identity->account();
  TRY_ASSIGN(const auto factors, state.services().store.second_factors(account));
  TRY_ASSIGN(const std::int64_t left, state.services().store.recovery_codes_left(account));
  JsonArray list;
  for (const SecondFactor& factor : factors) list.push_back(to_json(factor));
  JsonObject answer;
  jmap::put(answer, "factors", std::move(list));
  jmap::put(answer, "recoveryCodesLeft", left);
  return answer;
}

Result<JsonObject> totp_start(LoginState& state, LoginRequest& request) {
  TRY(request.body.finish());
  PendingSetup setup{request.identity->account(), FactorKind::totp,
                     to_bytes(state.services().random.array<crypto::kTotpSecretSize>())};
  const std::string secret = crypto::base32_encode(setup.secret);
  JsonObject answer;
  jmap::put(answer, "secret", jmap::json_text(secret));
  jmap::put(answer, "uri", jmap::json_text(otpauth_uri(request.identity->account_name, secret)));
  jmap::put(answer, "setup", jmap::json_text(open_setup(state, std::move(setup))));
  return answer;
}

// The code shows that the program has the secret; it cannot be used again to log in.
Result<JsonObject> totp_finish(LoginState& state, LoginRequest& request) {
  Services& services = state.services();
  TRY_ASSIGN(const PendingSetup setup, take_setup(state, request, FactorKind::totp));
  TRY_ASSIGN(const std::string code, request.body.text("code", 32));
  TRY_ASSIGN(Bytes label, request.body.optional_bytes("label", kMaxLabel));
  TRY(state.take_second_attempt(setup.account));
  const auto step = crypto::match_totp(setup.secret, code, services.clock.now(), 0);
  if (!step) return Error(Errc::second_factor_failed, "the code is wrong");
  state.give_back_second_attempt(setup.account);
  TRY_ASSIGN(const store::AccountId account, proven_account(state, request));
  TRY(request.body.finish());
  SecondFactor factor = new_factor(state, FactorKind::totp, std::move(label));
  factor.secret =
      seal_totp_secret(services.config.node_key, account, factor.id, setup.secret, services.random);
  factor.counter = *step;
  return enrol(state, account, factor);
}

Result<JsonObject> passkey_start(LoginState& state, LoginRequest& request) {
  TRY(request.body.finish());
  const store::AccountId account = request.identity->account();
  TRY_ASSIGN(const auto factors, state.services().store.second_factors(account));
  JsonArray known;
  for (const SecondFactor& factor : factors) {
    if (factor.kind == FactorKind::passkey) known.push_back(bytes_to_json(factor.credential_id));
  }
  PendingSetup setup{account, FactorKind::passkey, to_bytes(state.services().random.array<32>())};
  JsonObject answer;
  jmap::put(answer, "challenge", bytes_to_json(setup.secret));
  jmap::put(answer, "rpId", jmap::json_text(own_site(state.config())));
  jmap::put(answer, "userId", bytes_to_json(as_bytes(to_text(account))));
  jmap::put(answer, "excludeCredentials", std::move(known));
  jmap::put(answer, "setup", jmap::json_text(open_setup(state, std::move(setup))));
  return answer;
}

Result<JsonObject> passkey_finish(LoginState& state, LoginRequest& request) {
  TRY_ASSIGN(const PendingSetup setup, take_setup(state, request, FactorKind::passkey));
  TRY_ASSIGN(const Bytes client_data, request.body.bytes("clientDataJSON", 1, kMaxClientData));
  TRY_ASSIGN(const Bytes attestation, request.body.bytes("attestationObject", 1, kMaxAttestation));
  TRY_ASSIGN(Bytes label, request.body.optional_bytes("label", kMaxLabel));
  TRY(check_client_data(state.config(), client_data, "webauthn.create", setup.secret));
  const auto credential = webauthn::read_attestation(attestation, own_site(state.config()));
  if (!credential.ok()) {
    return Error(Errc::second_factor_failed, std::string(credential.error().name()));
  }
  TRY_ASSIGN(const store::AccountId account, proven_account(state, request));
  TRY(request.body.finish());
  SecondFactor factor = new_factor(state, FactorKind::passkey, std::move(label));
  factor.credential_id = credential->id;
  factor.secret = webauthn::to_stored(credential->key);
  factor.counter = credential->sign_count;
  return enrol(state, account, factor);
}

Result<JsonObject> factors_remove(LoginState& state, LoginRequest& request) {
  TRY_ASSIGN(const std::string id, request.body.text("id", 64));
  TRY_ASSIGN(const store::AccountId account, proven_account(state, request));
  TRY(request.body.finish());
  const auto removed = state.services().store.remove_second_factor(account, id);
  if (!removed.ok() && removed.error().is(store::Errc::not_found)) return Error(Errc::not_found);
  TRY(removed);
  return JsonObject();
}

Result<JsonObject> factors_codes(LoginState& state, LoginRequest& request) {
  TRY_ASSIGN(const store::AccountId account, proven_account(state, request));
  TRY(request.body.finish());
  TRY_ASSIGN(const auto factors, state.services().store.second_factors(account));
  if (factors.empty()) return Error(Errc::not_found, "there is no second factor");
  JsonObject answer;
  TRY_ASSIGN(JsonArray codes, give_new_codes(state, account));
  jmap::put(answer, "recoveryCodes", std::move(codes));
  return answer;
}

}  // namespace nightmail::api
