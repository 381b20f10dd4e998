// SPDX-License-Identifier: Apache-2.0
//
// Recovery with the phrase (docs/protocol.md, "Recovery"): sign a challenge, get the account secret
// wrapped under the phrase, set a new password. Unknown accounts take the same steps and fail at
// the signature, which is then checked against a key that nobody holds.

#include <utility>

#include "crypto/encoding.h"
#include "crypto/recovery_auth.h"
#include "server/api/errors.h"
#include "server/api/login_endpoints.h"
#include "server/api/sessions.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {

Result<JsonObject> recover_start(LoginState& state, LoginRequest& request) {
  Services& services = state.services();
  TRY_ASSIGN(const std::string typed, request.body.text("address"));
  TRY(request.body.finish());
  std::string address = login_address(typed);
  TRY(state.take_attempt(address, request.peer));
  TRY_ASSIGN(const LoginAccount account, state.find_account(address));
  const std::string challenge = crypto::base64url_encode(services.random.array<32>());
  state.challenges().put(challenge, PendingRecovery{account.id, std::move(address)},
                         services.clock.now());
  JsonObject answer;
  jmap::put(answer, "challenge", jmap::json_text(challenge));
  return answer;
}

Result<JsonObject> recover_finish(LoginState& state, LoginRequest& request) {
  Services& services = state.services();
  TRY_ASSIGN(const std::string typed, request.body.text("address"));
  TRY_ASSIGN(const Bytes challenge,
             request.body.bytes("challenge", crypto::kRecoveryChallengeSize));
  TRY_ASSIGN(const Bytes signature, request.body.bytes("signature", 64));
  TRY(request.body.finish());
  const Timestamp now = services.clock.now();
  const auto pending = state.challenges().take(crypto::base64url_encode(challenge), now);
  if (!pending || pending->address != login_address(typed)) return Error(Errc::login_failed);
  TRY_ASSIGN(const LoginAccount account, state.find_account(pending->address));
  const auto verified =
      crypto::recovery_verify(account.credentials.recovery_public_key, challenge, signature);
  if (!verified.ok() || !account.id) return Error(Errc::login_failed);
  state.give_back_attempt(pending->address, request.peer);
  const std::string ticket = crypto::base64url_encode(services.random.array<32>());
  state.tickets().put(ticket, *account.id, now);
  JsonObject answer;
  jmap::put(answer, "recoveryTicket", jmap::json_text(ticket));
  jmap::put(answer, "wrappedByPhrase", bytes_to_json(account.credentials.wrapped_by_phrase));
  return answer;
}

Result<JsonObject> recover_register_start(LoginState& state, LoginRequest& request) {
  TRY_ASSIGN(const std::string ticket, request.body.text("recoveryTicket", 64));
  TRY_ASSIGN(const Bytes message, request.body.bytes("registrationRequest", 32));
  TRY(request.body.finish());
  store::AccountId account{};
  const Timestamp now = state.services().clock.now();
  const bool known = state.tickets().peek(ticket, now, [&](store::AccountId id) { account = id; });
  if (!known) return Error(Errc::login_failed);
  TRY_ASSIGN(const store::Account found, state.services().store.account(account));
  return registration_answer(state, message, found.name);
}

Result<JsonObject> recover_register_finish(LoginState& state, LoginRequest& request) {
  TRY_ASSIGN(const std::string ticket, request.body.text("recoveryTicket", 64));
  TRY_ASSIGN(Bytes record, read_record(request.body));
  TRY_ASSIGN(Bytes wrapped, request.body.bytes("wrappedByPassword", 1, kMaxWrapped));
  TRY_ASSIGN(Bytes label, request.body.optional_bytes("deviceLabel", kMaxLabel));
  TRY(request.body.finish());
  Services& services = state.services();
  const auto account = state.tickets().take(ticket, services.clock.now());
  if (!account) return Error(Errc::login_failed);
  TRY_ASSIGN(store::Credentials credentials, services.store.credentials(*account));
  credentials.opaque_record = std::move(record);
  credentials.wrapped_by_password = std::move(wrapped);
  TRY(services.store.replace_credentials(*account, credentials, {}));
  return open_device(state, *account, std::move(label));
}

}  // namespace nightmail::api
