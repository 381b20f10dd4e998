// SPDX-License-Identifier: Apache-2.0
//
// Login, logout, and the end of an account (docs/protocol.md; RFC 9807 §6). An unknown account
// takes the same steps as a known one, and fails where a wrong password fails.

#include <utility>

#include "crypto/encoding.h"
#include "server/api/errors.h"
#include "server/api/login_endpoints.h"
#include "server/api/second_factor.h"
#include "server/api/sessions.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

std::string new_login_id(Random& random) {
  return crypto::base64url_encode(random.array<16>());
}

std::optional<crypto::opaque::Record> record_of(const LoginAccount& account) {
  if (!account.id) return std::nullopt;
  auto record = crypto::opaque::parse_record(account.credentials.opaque_record);
  if (!record.ok()) return std::nullopt;
  return *record;
}

// The exchange that `loginId` names, if `ke3` completes it.
Result<PendingLogin> complete(LoginState& state, LoginRequest& request) {
  TRY_ASSIGN(const std::string login_id, request.body.text("loginId", 64));
  TRY_ASSIGN(const Bytes ke3, request.body.bytes("ke3", crypto::opaque::Ke3().size()));
  auto pending = state.logins().take(login_id, state.services().clock.now());
  if (!pending) return Error(Errc::login_failed);
  const auto key = crypto::opaque::Server::finish_login(pending->state, ke3);
  if (!key.ok() || !pending->account) return Error(Errc::login_failed);
  state.give_back_attempt(pending->address, request.peer);
  return *std::move(pending);
}

}  // namespace

Result<JsonObject> login_start(LoginState& state, LoginRequest& request) {
  Services& services = state.services();
  TRY_ASSIGN(const std::string typed, request.body.text("address"));
  TRY_ASSIGN(const Bytes ke1, request.body.bytes("ke1", crypto::opaque::Ke1().size()));
  TRY(request.body.finish());
  std::string address = login_address(typed);
  TRY(state.take_attempt(address, request.peer));
  TRY_ASSIGN(const LoginAccount account, state.find_account(address));
  auto started =
      state.opaque().start_login(ke1, record_of(account), as_bytes(address), services.random);
  if (!started.ok()) return bad_member("ke1", "holds no valid group elements");
  const std::string login_id = new_login_id(services.random);
  state.logins().put(login_id,
                     PendingLogin{std::move(started->state), account.id, std::move(address)},
                     services.clock.now());
  JsonObject answer;
  jmap::put(answer, "loginId", jmap::json_text(login_id));
  jmap::put(answer, "ke2", bytes_to_json(started->ke2));
  return answer;
}

Result<JsonObject> login_finish(LoginState& state, LoginRequest& request) {
  TRY_ASSIGN(Bytes label, request.body.optional_bytes("deviceLabel", kMaxLabel));
  TRY_ASSIGN(const PendingLogin login, complete(state, request));
  TRY(request.body.finish());
  TRY_ASSIGN(const auto factors, state.services().store.second_factors(*login.account));
  if (!factors.empty()) {
    return second_factor_needed(state, {*login.account, std::move(label), {}}, factors);
  }
  return logged_in(state, *login.account, std::move(label));
}

Result<store::AccountId> check_password(LoginState& state, LoginRequest& request) {
  TRY_ASSIGN(const PendingLogin login, complete(state, request));
  return *login.account;
}

Result<JsonObject> logout(LoginState& state, LoginRequest& request) {
  TRY(request.body.finish());
  const store::Session& session = request.identity->session;
  TRY(state.services().store.remove_session(session.account, session.id));
  return JsonObject();
}

Result<JsonObject> account_delete(LoginState& state, LoginRequest& request) {
  TRY_ASSIGN(const store::AccountId account, check_password(state, request));
  TRY(request.body.finish());
  if (account != request.identity->account()) return Error(Errc::login_failed);
  TRY(state.services().store.delete_account(account, state.services().clock.now()));
  return JsonObject();
}

}  // namespace nightmail::api
