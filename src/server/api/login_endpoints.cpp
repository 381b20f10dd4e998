// SPDX-License-Identifier: Apache-2.0

#include "server/api/login_endpoints.h"

#include <array>
#include <utility>

#include "crypto/encoding.h"
#include "server/api/errors.h"
#include "server/api/ids.h"
#include "server/api/sessions.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

constexpr std::array kEndpoints{
    LoginEndpoint{"/auth/register/start", register_start},
    LoginEndpoint{"/auth/register/finish", register_finish, false, 1 << 20},
    LoginEndpoint{"/auth/login/start", login_start},
    LoginEndpoint{"/auth/login/finish", login_finish},
    LoginEndpoint{"/auth/login/second", login_second},
    LoginEndpoint{"/auth/logout", logout, true},
    LoginEndpoint{"/auth/factors/list", factors_list, true},
    LoginEndpoint{"/auth/factors/totp/start", totp_start, true},
    LoginEndpoint{"/auth/factors/totp/finish", totp_finish, true},
    LoginEndpoint{"/auth/factors/passkey/start", passkey_start, true},
    LoginEndpoint{"/auth/factors/passkey/finish", passkey_finish, true},
    LoginEndpoint{"/auth/factors/remove", factors_remove, true},
    LoginEndpoint{"/auth/factors/codes", factors_codes, true},
    LoginEndpoint{"/auth/password/start", password_start, true},
    LoginEndpoint{"/auth/password/finish", password_finish, true},
    LoginEndpoint{"/auth/recover/start", recover_start},
    LoginEndpoint{"/auth/recover/finish", recover_finish},
    LoginEndpoint{"/auth/recover/register/start", recover_register_start},
    LoginEndpoint{"/auth/recover/register/finish", recover_register_finish},
    LoginEndpoint{"/auth/account/delete", account_delete, true},
};

}  // namespace

std::span<const LoginEndpoint> login_table() {
  return kEndpoints;
}

Result<JsonObject> run_login(LoginState& state, const LoginEndpoint& endpoint,
                             std::string_view body, const net::IpAddress& peer,
                             const Identity* identity) {
  const auto json = jmap::parse_json(body, {.max_depth = 8, .max_values = 10'000});
  if (!json.ok()) return Error(Errc::bad_request, json.error().context());
  if (!json->is_object()) return Error(Errc::bad_request, "an object is expected");
  LoginBody reader(json->get_object());
  LoginRequest request{reader, peer, identity};
  return endpoint.run(state, request);
}

Result<JsonObject> registration_answer(LoginState& state, ByteView request,
                                       std::string_view address) {
  const auto response = state.opaque().registration_response(request, as_bytes(address));
  if (!response.ok()) return bad_member("registrationRequest", "is not a group element");
  JsonObject answer;
  jmap::put(answer, "registrationResponse", bytes_to_json(*response));
  return answer;
}

Result<Bytes> read_record(LoginBody& body) {
  TRY_ASSIGN(Bytes record, body.bytes("registrationRecord", crypto::opaque::Record().size()));
  if (!crypto::opaque::parse_record(record).ok()) {
    return bad_member("registrationRecord", "holds no valid public key");
  }
  return record;
}

Result<JsonObject> open_device(LoginState& state, store::AccountId account, Bytes label) {
  Services& services = state.services();
  store::Session wanted;
  wanted.sealed_label = std::move(label);
  wanted.expires = {services.clock.now().unix_ms + kSessionDays * kMillisecondsInDay};
  TRY_ASSIGN(const OpenedSession opened,
             open_session(services, account, store::SessionKind::device, wanted));
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(account)));
  jmap::put(answer, "token", jmap::json_text(opened.token));
  return answer;
}

Result<JsonObject> logged_in(LoginState& state, store::AccountId account, Bytes label) {
  TRY_ASSIGN(const auto credentials, state.services().store.credentials(account));
  TRY_ASSIGN(JsonObject answer, open_device(state, account, std::move(label)));
  jmap::put(answer, "wrappedByPassword", bytes_to_json(credentials.wrapped_by_password));
  return answer;
}

}  // namespace nightmail::api
