// SPDX-License-Identifier: Apache-2.0
// rooms: proto_webauthn base
//
// What a browser sends of a security key: no input crashes, and a key that was taken can be stored.
#include <cstdint>

#include "base/assert.h"
#include "proto/webauthn/authenticator.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace webauthn = nightmail::webauthn;
  const nightmail::ByteView input(data, size);
  const auto credential = webauthn::read_attestation(input, "localhost");
  if (!credential.ok()) return 0;
  const auto stored = webauthn::from_stored(webauthn::to_stored(credential->key));
  NM_ASSERT(stored.ok() && stored->octets == credential->key.octets);
  const auto verified =
      webauthn::verify_assertion({input, input, input}, credential->key, "localhost");
  NM_ASSERT(!verified.ok());
  return 0;
}
