// SPDX-License-Identifier: Apache-2.0
//
// What a security key or a passkey says: when it is enrolled (attestation object) and at each login
// (authenticator data and a signature). W3C Web Authentication Level 2, §6.1, §6.5, §7. Attestation
// statements are not looked at: anybody's keys are good enough. Reads hostile input; values and
// free functions, thread-safe. Errors: webauthn::Errc.

#ifndef NIGHTMAIL_PROTO_WEBAUTHN_AUTHENTICATOR_H_
#define NIGHTMAIL_PROTO_WEBAUTHN_AUTHENTICATOR_H_

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace nightmail::webauthn {

inline constexpr std::size_t kMaxCredentialId = 1023;

enum class KeyKind : std::uint8_t { es256 = 1, ed25519 = 2 };

struct PublicKey {
  KeyKind kind = KeyKind::es256;
  Bytes octets;  // ES256: 0x04 || x || y; Ed25519: 32 octets
};

struct Credential {
  Bytes id;
  PublicKey key;
  std::uint32_t sign_count = 0;
};

// The new credential in an attestation object, made for the site `rp_id` with somebody there.
[[nodiscard]] Result<Credential> read_attestation(ByteView attestation_object,
                                                  std::string_view rp_id);

struct Assertion {
  ByteView authenticator_data;
  ByteView client_data;  // the JSON, as the browser made it
  ByteView signature;
};
// Checks site, presence and signature; returns the sign count (0: the key does not count). What
// the client data say (challenge, origin, type) is the caller's to check.
[[nodiscard]] Result<std::uint32_t> verify_assertion(const Assertion& assertion,
                                                     const PublicKey& key, std::string_view rp_id);

// kind || octets, for storage, and back.
[[nodiscard]] Bytes to_stored(const PublicKey& key);
[[nodiscard]] Result<PublicKey> from_stored(ByteView stored);

}  // namespace nightmail::webauthn

#endif  // NIGHTMAIL_PROTO_WEBAUTHN_AUTHENTICATOR_H_
