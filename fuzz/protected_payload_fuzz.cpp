// SPDX-License-Identifier: Apache-2.0
// rooms: client base
//
// The plaintext of a protected message, and its link: no input crashes, and what is read is written
// again to something that reads the same.
#include <cstdint>

#include "base/assert.h"
#include "client/protected_message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace client = nightmail::client;
  (void)client::parse_link(nightmail::as_text({data, size}));
  const auto payload = client::read_protected_payload({data, size});
  if (!payload.ok()) return 0;
  const auto plain = client::write_protected_payload(*payload);
  NM_ASSERT(plain.ok() && plain->size() == client::padded_size(plain->size()));
  const auto again = client::read_protected_payload(*plain);
  NM_ASSERT(again.ok() && again->message == payload->message && again->to == payload->to);
  return 0;
}
