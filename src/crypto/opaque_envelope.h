// SPDX-License-Identifier: Apache-2.0
//
// Private to crypto/: what the client derives from the password (RFC 9807 §4) and how the record
// travels masked (§6.3.2). Free functions, thread-safe.

#ifndef NIGHTMAIL_CRYPTO_OPAQUE_ENVELOPE_H_
#define NIGHTMAIL_CRYPTO_OPAQUE_ENVELOPE_H_

#include <array>

#include "crypto/opaque.h"
#include "crypto/opaque_layout.h"

namespace nightmail::crypto::opaque {

struct EnvelopeKeys {
  SecretKey64 auth_key;
  SecretKey64 export_key;
  oprf::Scalar client_private_key;
};

// The OPRF output of the password, stretched.
[[nodiscard]] Result<SecretKey64> randomized_password(const SecretBytes& password,
                                                      const oprf::Scalar& blind,
                                                      const oprf::Element& evaluated,
                                                      const Ksf& ksf);
[[nodiscard]] SecretKey64 masking_key(const SecretKey64& randomized_password);
[[nodiscard]] EnvelopeKeys envelope_keys(const SecretKey64& randomized_password, ByteView nonce);

// MAC over the nonce and the cleartext credentials.
[[nodiscard]] Digest64 envelope_tag(const EnvelopeKeys& keys, ByteView nonce,
                                    ByteView server_public_key, const Parameters& parameters);

// server public key || envelope, under the pad of this nonce; applied twice it gives the input
// back.
using Masked = std::array<std::uint8_t, kMasked>;
[[nodiscard]] Masked mask(ByteView masking_key, ByteView masking_nonce, ByteView input);

// DeriveDiffieHellmanKeyPair, §6.4.1.1.
[[nodiscard]] oprf::Scalar derive_dh_private_key(ByteView seed);

}  // namespace nightmail::crypto::opaque

#endif  // NIGHTMAIL_CRYPTO_OPAQUE_ENVELOPE_H_
