// SPDX-License-Identifier: Apache-2.0
// rooms: pgp_seal base
//
// Key rings and user ids of strangers: no input crashes; the parts of a ring are the ring; a
// certificate without its user ids holds none of them.
#include <cstdint>

#include "base/assert.h"
#include "pgp/seal/packet.h"
#include "pgp/seal/user_id.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace pgp = nightmail::pgp;
  const nightmail::ByteView input(data, size);
  (void)pgp::address_of_user_id(nightmail::as_text(input));
  const auto parts = pgp::split_certificates(input, 8);
  std::size_t sum = 0;
  if (parts.ok()) {
    for (const auto part : *parts) sum += part.size();
    NM_ASSERT(sum == size);
  }
  const auto bare = pgp::with_user_ids(input, [](std::string_view) { return false; });
  if (!bare.ok()) return 0;
  pgp::PacketReader reader(*bare);
  for (;;) {
    const auto packet = reader.next();
    NM_ASSERT(packet.ok());
    if (!*packet) return 0;
    NM_ASSERT((*packet)->tag != pgp::PacketTag::user_id);
  }
}
