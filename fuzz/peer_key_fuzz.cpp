// SPDX-License-Identifier: Apache-2.0
// rooms: client_keys client
//
// What can be read can be printed, and then reads the same.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "client/keys/peer_key.h"

namespace client = nightmail::client;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const nightmail::ByteView input(data, size);
  (void)client::canonical_address(nightmail::as_text(input));
  const auto key = client::peer_key_from_json(input);
  if (!key.ok()) return 0;
  const auto again = client::peer_key_from_json(nightmail::as_bytes(client::to_json(*key)));
  if (!again.ok() || !(*again == *key)) abort();
  return 0;
}
