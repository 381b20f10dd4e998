// SPDX-License-Identifier: Apache-2.0
//
// Bytes as text: base64 (RFC 4648 §4, padded), base64url (§5, without padding) and hex (§8, lower
// case), z-base-32 (human-oriented base 32, as Web Key Directories use it). Decoding is strict: no
// white space, no missing or surplus padding, no stray bits, so that each value has one spelling
// (hex digits may be of either case). Time does not depend on content.

#ifndef NIGHTMAIL_CRYPTO_ENCODING_H_
#define NIGHTMAIL_CRYPTO_ENCODING_H_

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace nightmail::crypto {

[[nodiscard]] std::string base64_encode(ByteView bytes);
[[nodiscard]] std::string base64url_encode(ByteView bytes);
[[nodiscard]] std::string hex_encode(ByteView bytes);
[[nodiscard]] std::string base32_encode(ByteView bytes);  // RFC 4648 §6, not padded
[[nodiscard]] std::string zbase32_encode(ByteView bytes);

// Errc::bad_encoding if `text` is not exactly such an encoding. Empty text is empty bytes.
[[nodiscard]] Result<Bytes> base64_decode(std::string_view text);
[[nodiscard]] Result<Bytes> base64url_decode(std::string_view text);
[[nodiscard]] Result<Bytes> hex_decode(std::string_view text);

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_ENCODING_H_
