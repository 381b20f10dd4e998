// SPDX-License-Identifier: Apache-2.0
//
// The login endpoints (docs/protocol.md, "Login endpoints"; OPAQUE: RFC 9807). Each is plain
// blocking code for a worker thread: a JSON object in, one out, or an Error (errors.h).

#ifndef NIGHTMAIL_SERVER_API_LOGIN_ENDPOINTS_H_
#define NIGHTMAIL_SERVER_API_LOGIN_ENDPOINTS_H_

#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "server/api/login_body.h"
#include "server/api/login_state.h"

namespace nightmail::api {

struct LoginRequest {
  LoginBody& body;
  const net::IpAddress& peer;  // for limits alone
  const Identity* identity;    // of endpoints that need a session
};

using LoginFunction = Result<jmap::JsonObject> (*)(LoginState& state, LoginRequest& request);

struct LoginEndpoint {
  std::string_view path;
  LoginFunction run;
  bool needs_session = false;
  std::size_t body_limit = 64 << 10;
};

[[nodiscard]] std::span<const LoginEndpoint> login_table();

// Reads the body, calls the endpoint. A malformed body is Errc::bad_request.
[[nodiscard]] Result<jmap::JsonObject> run_login(LoginState& state, const LoginEndpoint& endpoint,
                                                 std::string_view body, const net::IpAddress& peer,
                                                 const Identity* identity);

Result<jmap::JsonObject> register_start(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> register_finish(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> login_start(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> login_finish(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> login_second(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> logout(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> password_start(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> password_finish(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> recover_start(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> recover_finish(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> recover_register_start(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> recover_register_finish(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> account_delete(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> factors_list(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> totp_start(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> totp_finish(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> passkey_start(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> passkey_finish(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> factors_remove(LoginState& state, LoginRequest& request);
Result<jmap::JsonObject> factors_codes(LoginState& state, LoginRequest& request);

// Shared by them.

inline constexpr std::size_t kMaxWrapped = 1024;

// The OPAQUE answer to `registrationRequest` for an account's address.
[[nodiscard]] Result<jmap::JsonObject> registration_answer(LoginState& state, ByteView request,
                                                           std::string_view address);
// `registrationRecord`, checked.
[[nodiscard]] Result<Bytes> read_record(LoginBody& body);
// {accountId, token} of a new device session.
[[nodiscard]] Result<jmap::JsonObject> open_device(LoginState& state, store::AccountId account,
                                                   Bytes label);
// The same with `wrappedByPassword`: the answer to a login that is complete.
[[nodiscard]] Result<jmap::JsonObject> logged_in(LoginState& state, store::AccountId account,
                                                 Bytes label);
// Checks `loginId` and `ke3`: whoever sent them knows the password. Errc::login_failed.
[[nodiscard]] Result<store::AccountId> check_password(LoginState& state, LoginRequest& request);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_LOGIN_ENDPOINTS_H_
