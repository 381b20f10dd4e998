// SPDX-License-Identifier: Apache-2.0
//
// Sessions and app tokens: made here, and recognised in the Authorization field of a request
// (RFC 6750 §2.1, RFC 7617 §2). The store keeps hashes of tokens only. Blocking; thread-safe.

#ifndef NIGHTMAIL_SERVER_API_SESSIONS_H_
#define NIGHTMAIL_SERVER_API_SESSIONS_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "server/api/context.h"

namespace nightmail::api {

inline constexpr std::size_t kMaxLabel = 512;
// Year 9999; stands for "until it is revoked".
inline constexpr Timestamp kNeverExpires{253'402'300'799'000};
inline constexpr std::int64_t kMillisecondsInDay = 86'400'000;
inline constexpr std::int64_t kSessionDays = 180;

[[nodiscard]] constexpr Timestamp start_of_day(Timestamp time) {
  return {time.unix_ms - time.unix_ms % kMillisecondsInDay};
}

struct OpenedSession {
  std::string id;
  std::string token;  // told once, never kept
};

// Of `wanted`, label and expiry are used.
[[nodiscard]] Result<OpenedSession> open_session(Services& services, store::AccountId account,
                                                 store::SessionKind kind,
                                                 const store::Session& wanted);

// `authorization` is the field's value. Bearer: any token. Basic: the account's address and an app
// token. Errc::unauthorized, or the store's error.
[[nodiscard]] Result<Identity> authenticate(Services& services, std::string_view authorization);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_SESSIONS_H_
