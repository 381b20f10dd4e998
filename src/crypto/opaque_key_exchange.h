// SPDX-License-Identifier: Apache-2.0
//
// Private to crypto/: OPAQUE-3DH's transcript and key schedule (RFC 9807 §6.4), the same on both
// sides.

#ifndef NIGHTMAIL_CRYPTO_OPAQUE_KEY_EXCHANGE_H_
#define NIGHTMAIL_CRYPTO_OPAQUE_KEY_EXCHANGE_H_

#include "crypto/opaque.h"

namespace nightmail::crypto::opaque {

struct SessionKeys {
  SecretKey64 server_mac;
  SecretKey64 client_mac;
  SecretKey64 session_key;
};

// The preamble; `ke2` without its MAC. Absent identities are replaced by the public keys.
[[nodiscard]] Bytes transcript(const Parameters& parameters, ByteView client_public_key,
                               ByteView ke1, ByteView server_public_key, ByteView ke2_without_mac);

// From the three Diffie-Hellman values, in the RFC's order.
[[nodiscard]] SessionKeys derive_session_keys(const SecretKey32& dh1, const SecretKey32& dh2,
                                              const SecretKey32& dh3, ByteView transcript);

}  // namespace nightmail::crypto::opaque

#endif  // NIGHTMAIL_CRYPTO_OPAQUE_KEY_EXCHANGE_H_
