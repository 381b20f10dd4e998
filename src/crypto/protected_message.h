// SPDX-License-Identifier: Apache-2.0
//
// The cryptography of password-protected messages: from a password and the secret of a link to the
// proof that the server asks for and the key that it never sees. docs/formats/protected-message.md
// gives each byte; testdata/protected/ has vectors. Only clients use it. Free functions,
// thread-safe.

#ifndef NIGHTMAIL_CRYPTO_PROTECTED_MESSAGE_H_
#define NIGHTMAIL_CRYPTO_PROTECTED_MESSAGE_H_

#include <cstddef>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::crypto {

inline constexpr std::size_t kProtectedSaltSize = 16;
inline constexpr std::size_t kLinkSecretSize = 16;

struct ProtectedKeys {
  SecretKey32 proof;    // shown to the server, which keeps its SHA-256
  SecretKey32 message;  // seals the payload
};

// `password`: UTF-8 in normalisation form C. `salt`: 16 octets that the server keeps and gives to
// anybody. `link_secret`: 16 octets that stand in the link alone. Takes 64 MiB for a moment:
// Errc::stretch_failed where there is less. Errc::bad_length.
[[nodiscard]] Result<ProtectedKeys> protected_keys(ByteView password, ByteView salt,
                                                   ByteView link_secret);

[[nodiscard]] Bytes seal_protected(const SecretKey32& key, ByteView salt, ByteView payload,
                                   Random& random);
// Errc::bad_length, Errc::unknown_version, Errc::open_failed.
[[nodiscard]] Result<PlainBytes> open_protected(const SecretKey32& key, ByteView salt,
                                                ByteView sealed);

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_PROTECTED_MESSAGE_H_
