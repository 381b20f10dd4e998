// SPDX-License-Identifier: Apache-2.0
// rooms: crypto
// Whatever is typed as a recovery phrase; what is accepted must print and parse to the same bytes.
#include "crypto/recovery_phrase.h"

using namespace nightmail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto entropy = crypto::parse_phrase(as_text({data, size}));
  if (!entropy.ok()) return 0;
  const auto printed = crypto::phrase_text(*entropy);
  const auto again = crypto::parse_phrase(as_text(printed.expose()));
  NM_ASSERT(again.ok() && again->expose() == entropy->expose());
  return 0;
}
