// SPDX-License-Identifier: Apache-2.0
//
// Change of password: a new OPAQUE registration, and the account secret wrapped anew. The old
// password is proven by a fresh login, so that a stolen token cannot lock its owner out.

#include <utility>

#include "server/api/errors.h"
#include "server/api/login_endpoints.h"

namespace nightmail::api {

Result<JsonObject> password_start(LoginState& state, LoginRequest& request) {
  TRY_ASSIGN(const Bytes message, request.body.bytes("registrationRequest", 32));
  TRY(request.body.finish());
  return registration_answer(state, message, request.identity->account_name);
}

Result<JsonObject> password_finish(LoginState& state, LoginRequest& request) {
  TRY_ASSIGN(Bytes record, read_record(request.body));
  TRY_ASSIGN(Bytes wrapped, request.body.bytes("wrappedByPassword", 1, kMaxWrapped));
  TRY_ASSIGN(const store::AccountId account, check_password(state, request));
  TRY(request.body.finish());
  if (account != request.identity->account()) return Error(Errc::login_failed);
  TRY_ASSIGN(store::Credentials credentials, state.services().store.credentials(account));
  credentials.opaque_record = std::move(record);
  credentials.wrapped_by_password = std::move(wrapped);
  TRY(state.services().store.replace_credentials(account, credentials,
                                                 request.identity->session.token_hash));
  return JsonObject();
}

}  // namespace nightmail::api
