// SPDX-License-Identifier: Apache-2.0
//
// One certificate inside RNP: imports checked bytes and answers what RNP thinks of its keys.
// Internal to pgp/seal. Belongs to one thread at a time.

#ifndef NIGHTMAIL_PGP_SEAL_KEY_RING_H_
#define NIGHTMAIL_PGP_SEAL_KEY_RING_H_

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "pgp/seal/rnp_handles.h"

namespace nightmail::pgp {

struct KeyRing {
  RnpFfi ffi;
  RnpKey primary;
  std::vector<RnpKey> subkeys;
};

// Signatures that were made up to a day after our clock count: devices' clocks differ.
inline constexpr Timestamp with_clock_slack(Timestamp now) {
  return {now.unix_ms + std::int64_t{24} * 3600 * 1000};
}

// `certificate`: binary, public packets only. Error: not_a_certificate.
[[nodiscard]] Result<KeyRing> load_key_ring(ByteView certificate, Timestamp now);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_SEAL_KEY_RING_H_
