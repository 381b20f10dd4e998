// SPDX-License-Identifier: Apache-2.0
//
// One-time codes from a shared secret and the clock (TOTP, RFC 6238), in the one form that all
// authenticator programs know: HMAC-SHA-1, 6 digits, steps of 30 seconds. Free functions,
// thread-safe.

#ifndef NIGHTMAIL_CRYPTO_TOTP_H_
#define NIGHTMAIL_CRYPTO_TOTP_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"

namespace nightmail::crypto {

inline constexpr std::size_t kTotpSecretSize = 20;
inline constexpr std::size_t kTotpDigits = 6;

// The number of the 30-second step that a time lies in.
[[nodiscard]] std::int64_t totp_step(Timestamp time);
[[nodiscard]] std::string totp_code(ByteView secret, std::int64_t step);

// The step whose code this is: that of `now`, the one before or the one after (clocks differ), and
// later than `last_step`, so that a code works once (RFC 6238 §5.2). Time does not tell how much of
// the code was right. Spaces in `code` do not count.
[[nodiscard]] std::optional<std::int64_t> match_totp(ByteView secret, std::string_view code,
                                                     Timestamp now, std::int64_t last_step);

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_TOTP_H_
