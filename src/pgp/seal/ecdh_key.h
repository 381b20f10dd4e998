// SPDX-License-Identifier: Apache-2.0
//
// The Curve25519 encryption subkey of a certificate, as far as sealing to it needs. A value.
// RFC 4880 §5.5.2, RFC 6637 §9 with the Curve25519 of RFC 9580 §9.2.

#ifndef NIGHTMAIL_PGP_SEAL_ECDH_KEY_H_
#define NIGHTMAIL_PGP_SEAL_ECDH_KEY_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace nightmail::pgp {

using KeyFingerprint = std::array<std::uint8_t, 20>;
inline constexpr std::uint8_t kAlgorithmEcdh = 18;
// ASN.1 object 1.3.6.1.4.1.3029.1.5.1, as OpenPGP writes it.
inline constexpr std::array<std::uint8_t, 10> kCurve25519Oid = {0x2b, 0x06, 0x01, 0x04, 0x01,
                                                                0x97, 0x55, 0x01, 0x05, 0x01};

struct EcdhKey {
  KeyFingerprint fingerprint{};
  std::array<std::uint8_t, 32> point{};
  std::uint8_t kdf_hash = 0;    // 8 SHA-256, 9 SHA-384, 10 SHA-512
  std::uint8_t kek_cipher = 0;  // 7 AES-128, 8 AES-192, 9 AES-256
};

// The key in `certificate` (binary, well-formed) with this fingerprint (40 hex digits), if it is a
// Curve25519 key with KDF parameters that RFC 6637 allows.
[[nodiscard]] std::optional<EcdhKey> find_ecdh_key(ByteView certificate,
                                                   std::string_view fingerprint);

// SHA-1 over 0x99, the body's length in two octets, and the body of a key packet (RFC 4880 §12.2).
[[nodiscard]] KeyFingerprint v4_fingerprint(ByteView key_packet_body);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_SEAL_ECDH_KEY_H_
