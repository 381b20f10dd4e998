// SPDX-License-Identifier: Apache-2.0
// rooms: proto_dkim crypto base
//
// A message and a key record of any bytes (a NUL between them): nothing passes by accident, and
// what is read obeys the limits. A signature made by us over the message verifies.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "proto/dkim/sign.h"
#include "proto/dkim/verify.h"

namespace {

using namespace nightmail;
using namespace nightmail::dkim;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto* key = new crypto::SigningKey(
      crypto::SigningKey::generate(crypto::SigningAlgorithm::ed25519_sha256));
  const ByteView all(data, size);
  const auto split = std::find(all.begin(), all.end(), std::uint8_t{0});
  const ByteView message = all.first(static_cast<std::size_t>(split - all.begin()));
  const std::string_view record = as_text(all.subspan(message.size()));
  const auto found = signatures_of(message);
  require(found.size() <= kMostSignatures);
  for (const Found& each : found)
    if (each.signature)
      (void)verify(message, *each.signature, record.substr(record.empty() ? 0 : 1), {0});
  const Signer signers[] = {{"a.test", "s", *key}};
  const std::string mail = sign(message, signers, {0}) + std::string(as_text(message));
  const auto ours = signatures_of(as_bytes(mail));
  require(!ours.empty() && ours[0].signature);
  require(verify(as_bytes(mail), *ours[0].signature, key_record(*key), {0}).kind ==
          Verdict::Kind::pass);
  return 0;
}
