// SPDX-License-Identifier: Apache-2.0
#include "crypto/opaque_key_exchange.h"

#include <string_view>

#include "crypto/hkdf.h"
#include "crypto/opaque_layout.h"

namespace nightmail::crypto::opaque {
namespace {

// Derive-Secret of RFC 9807 §6.4.2.1: Expand-Label to 64 bytes.
SecretKey64 derive_secret(const SecretKey64& secret, std::string_view label, ByteView hash) {
  Bytes info{0, 64, static_cast<std::uint8_t>(label.size())};
  append(info, as_bytes(label));
  info.push_back(static_cast<std::uint8_t>(hash.size()));
  append(info, hash);
  return hkdf_expand<64>(secret.expose(), {info});
}

}  // namespace

Bytes transcript(const Parameters& parameters, ByteView client_public_key, ByteView ke1,
                 ByteView server_public_key, ByteView ke2_without_mac) {
  Bytes preamble = to_bytes("OPAQUEv1-");
  append_counted(preamble, parameters.context);
  append_counted(preamble, parameters.client_identity ? ByteView(*parameters.client_identity)
                                                      : client_public_key);
  append(preamble, ke1);
  append_counted(preamble, parameters.server_identity ? ByteView(*parameters.server_identity)
                                                      : server_public_key);
  append(preamble, ke2_without_mac);
  return preamble;
}

SessionKeys derive_session_keys(const SecretKey32& dh1, const SecretKey32& dh2,
                                const SecretKey32& dh3, ByteView transcript) {
  const SecretKey64 secret = hkdf_extract({}, {dh1.expose(), dh2.expose(), dh3.expose()});
  const Digest64 hash = sha512(transcript);
  const SecretKey64 handshake = derive_secret(secret, "OPAQUE-HandshakeSecret", hash);
  const SecretKey64 server_mac_key = derive_secret(handshake, "OPAQUE-ServerMAC", {});
  const SecretKey64 client_mac_key = derive_secret(handshake, "OPAQUE-ClientMAC", {});

  SessionKeys keys;
  keys.session_key = derive_secret(secret, "OPAQUE-SessionKey", hash);
  keys.server_mac = SecretKey64(hmac_sha512(server_mac_key.expose(), hash));
  const Digest64 confirmed = sha512_concat({transcript, keys.server_mac.expose()});
  keys.client_mac = SecretKey64(hmac_sha512(client_mac_key.expose(), confirmed));
  return keys;
}

}  // namespace nightmail::crypto::opaque
