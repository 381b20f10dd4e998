// SPDX-License-Identifier: Apache-2.0
// rooms: pgp_open pgp_seal base
//
// Signatures come from strangers: detached ones, and messages and texts that carry theirs. What
// says that it is good must verify again once it stands alone.
#include <cstdio>
#include <span>

#include "base/assert.h"
#include "pgp/open/inline_signatures.h"
#include "pgp/open/secret_key.h"
#include "pgp/open/verifier.h"
#include "vector_key.h"

// RNP of Debian reports each refusal on stderr; libFuzzer keeps its own descriptor.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  stderr = std::fopen("/dev/null", "w");
  return 0;
}

namespace {

using namespace nightmail;

constexpr std::size_t kMaxOpened = std::size_t{1} << 20;
constexpr Timestamp kNow{1'795'600'000'000};

pgp::Verifier make_verifier() {
  const auto key = pgp::SecretKey::parse(as_bytes(kVectorKey), "", kNow);
  NM_ASSERT(key.ok());
  auto verifier = pgp::Verifier::make(std::span(&key->certificate(), 1), kNow);
  NM_ASSERT(verifier.ok());
  return *std::move(verifier);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static pgp::Verifier verifier = make_verifier();
  const ByteView input(data, size);
  const auto detached = verifier.detached(as_bytes("data"), input);
  NM_ASSERT(!detached.ok() || detached->size() <= 64);
  const auto inside = verifier.inline_signed(input, kMaxOpened);
  NM_ASSERT(!inside.ok() || inside->plain.size() <= kMaxOpened);
  const auto signatures = pgp::inline_signatures(input);
  NM_ASSERT(!signatures.ok() || !signatures->empty());
  return 0;
}
