// SPDX-License-Identifier: Apache-2.0
// rooms: pgp_open pgp_seal base
//
// Sealed bytes come from a server that may be hostile. The key is that of testdata/sealed, so that
// the seeds open and their mutations get past the session key.
#include <cstdio>

#include "base/assert.h"
#include "pgp/open/opener.h"
#include "vector_key.h"

// RNP of Debian reports each refusal on stderr; libFuzzer keeps its own descriptor.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  stderr = std::fopen("/dev/null", "w");
  return 0;
}

namespace {

constexpr std::size_t kMaxOpened = std::size_t{1} << 20;

nightmail::pgp::Opener make_opener() {
  const auto key = nightmail::pgp::SecretKey::parse(nightmail::as_bytes(nightmail::kVectorKey), "",
                                                    {1'795'500'000'000});
  NM_ASSERT(key.ok());
  nightmail::pgp::Opener opener;
  NM_ASSERT(opener.add(*key).ok());
  return opener;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static nightmail::pgp::Opener opener = make_opener();
  const auto opened = opener.open({data, size}, kMaxOpened);
  if (opened.ok()) NM_ASSERT(opened->size() <= kMaxOpened);
  return 0;
}
