// SPDX-License-Identifier: Apache-2.0
//
// The second half of a login to an account that has second factors: after the password, a code, a
// passkey or a recovery code (docs/protocol.md). Free functions, thread-safe; blocking.

#ifndef NIGHTMAIL_SERVER_API_SECOND_FACTOR_H_
#define NIGHTMAIL_SERVER_API_SECOND_FACTOR_H_

#include <vector>

#include "server/api/login_endpoints.h"

namespace nightmail::api {

// The answer of /auth/login/finish in place of a token: what is still needed, and a ticket.
[[nodiscard]] JsonObject second_factor_needed(LoginState& state, PendingSecond pending,
                                              const std::vector<store::SecondFactor>& factors);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_SECOND_FACTOR_H_
