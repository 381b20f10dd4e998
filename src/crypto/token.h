// SPDX-License-Identifier: Apache-2.0
//
// Bearer tokens: "nm_" || base64url of 32 random bytes (46 characters). The server stores the
// SHA-256 of the whole text alone; the prefix lets people and scanners recognise a leaked one.

#ifndef NIGHTMAIL_CRYPTO_TOKEN_H_
#define NIGHTMAIL_CRYPTO_TOKEN_H_

#include <cstddef>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/hash.h"

namespace nightmail::crypto {

inline constexpr std::string_view kTokenPrefix = "nm_";
inline constexpr std::size_t kTokenSize = 46;

struct Token {
  SecretBytes text;  // for its owner, shown once; as_text(text.expose())
  Digest32 hash;     // for storage and look-up
};

[[nodiscard]] Token new_token(Random& random);

// The hash to look up what a client sent. Errc::bad_token if the text cannot be one of our tokens.
// A token holds 256 random bits, so looking the hash up in an index leaks nothing that helps.
[[nodiscard]] Result<Digest32> token_hash(std::string_view text);

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_TOKEN_H_
