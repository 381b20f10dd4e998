// SPDX-License-Identifier: Apache-2.0
// rooms: pgp_seal base
//
// Certificates come from users and from other servers. One that passes can be sealed to.
#include <cstdio>
#include <cstdlib>

#include "base/assert.h"
#include "base/random.h"
#include "pgp/seal/sealer.h"

using nightmail::ByteView;

// RNP of Debian reports each refusal on stderr; libFuzzer keeps its own descriptor.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  stderr = std::fopen("/dev/null", "w");
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static nightmail::SystemRandom random;
  static const nightmail::ManualClock clock({1'795'500'000'000});
  static constexpr std::uint8_t kPlain[] = {'h', 'i'};
  nightmail::pgp::Sealer sealer(random, clock, 0);
  const auto recipient = sealer.recipient({data, size});
  if (recipient.ok()) static_cast<void>(sealer.seal(*recipient, {ByteView(kPlain)}).ok());
  return 0;
}
