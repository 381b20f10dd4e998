// SPDX-License-Identifier: Apache-2.0
//
// Invite codes for sign-up where the operator chose `sign_up = "invite"`. A code is random bytes
// and a MAC of them under the service's invite key: `nightmaild invite` needs the key alone, so it
// works beside a running server, and the store keeps hashes of used codes only. Blocking;
// thread-safe.

#ifndef NIGHTMAIL_SERVER_API_INVITES_H_
#define NIGHTMAIL_SERVER_API_INVITES_H_

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "store/sessions.h"

namespace nightmail::api {

// A new code, good for one account: 47 characters to pass on.
[[nodiscard]] std::string make_invite(const SecretKey32& invite_key, Random& random);

// Errc::invite_invalid if there is no such code, or another address used it.
[[nodiscard]] Result<> check_invite(store::ServiceValues& values, const SecretKey32& invite_key,
                                    std::string_view code, std::string_view canonical_address);
// Marks a checked code as used by this address, for good; the same address may come again.
[[nodiscard]] Result<> use_invite(store::ServiceValues& values, std::string_view code,
                                  std::string_view canonical_address);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_INVITES_H_
