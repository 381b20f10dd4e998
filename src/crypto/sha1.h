// SPDX-License-Identifier: Apache-2.0
//
// SHA-1 (FIPS 180-4) and HMAC-SHA-1 (RFC 2104), for the two places whose standards fix them: names
// in a Web Key Directory, which need no strength, and one-time codes (RFC 6238), which lean on HMAC
// alone. Nothing else may use them. Free functions, thread-safe.

#ifndef NIGHTMAIL_CRYPTO_SHA1_H_
#define NIGHTMAIL_CRYPTO_SHA1_H_

#include <array>
#include <cstdint>

#include "base/bytes.h"

namespace nightmail::crypto {

using Digest20 = std::array<std::uint8_t, 20>;

[[nodiscard]] Digest20 sha1(ByteView message);
[[nodiscard]] Digest20 hmac_sha1(ByteView key, ByteView message);

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_SHA1_H_
