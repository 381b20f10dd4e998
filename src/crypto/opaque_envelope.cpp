// SPDX-License-Identifier: Apache-2.0
#include "crypto/opaque_envelope.h"

#include "crypto/hkdf.h"

namespace nightmail::crypto::opaque {

Result<SecretKey64> randomized_password(const SecretBytes& password, const oprf::Scalar& blind,
                                        const oprf::Element& evaluated, const Ksf& ksf) {
  TRY_ASSIGN(const SecretKey64 output, oprf::finalize(password.expose(), blind, evaluated));
  TRY_ASSIGN(const SecretKey64 stretched, ksf.stretch(output));
  return hkdf_extract({}, {output.expose(), stretched.expose()});
}

SecretKey64 masking_key(const SecretKey64& randomized_password) {
  return hkdf_expand<64>(randomized_password.expose(), {as_bytes("MaskingKey")});
}

EnvelopeKeys envelope_keys(const SecretKey64& randomized_password, ByteView nonce) {
  const auto& key = randomized_password.expose();
  const SecretKey32 seed = hkdf_expand<32>(key, {nonce, as_bytes("PrivateKey")});
  return {hkdf_expand<64>(key, {nonce, as_bytes("AuthKey")}),
          hkdf_expand<64>(key, {nonce, as_bytes("ExportKey")}),
          derive_dh_private_key(seed.expose())};
}

Digest64 envelope_tag(const EnvelopeKeys& keys, ByteView nonce, ByteView server_public_key,
                      const Parameters& parameters) {
  const oprf::Element client_public_key = oprf::public_key_of(keys.client_private_key);
  Bytes credentials = to_bytes(server_public_key);
  append_counted(credentials, parameters.server_identity ? ByteView(*parameters.server_identity)
                                                         : server_public_key);
  append_counted(credentials, parameters.client_identity ? ByteView(*parameters.client_identity)
                                                         : ByteView(client_public_key));
  return hmac_sha512_concat(keys.auth_key.expose(), {nonce, credentials});
}

Masked mask(ByteView masking_key, ByteView masking_nonce, ByteView input) {
  NM_ASSERT(input.size() == kMasked);
  auto pad = hkdf_expand<kMasked>(masking_key, {masking_nonce, as_bytes("CredentialResponsePad")});
  Masked result{};
  for (std::size_t i = 0; i < kMasked; ++i) result[i] = pad.expose()[i] ^ input[i];
  return result;
}

oprf::Scalar derive_dh_private_key(ByteView seed) {
  return oprf::derive_private_key(seed, as_bytes("OPAQUE-DeriveDiffieHellmanKeyPair"));
}

}  // namespace nightmail::crypto::opaque
