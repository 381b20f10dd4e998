// SPDX-License-Identifier: Apache-2.0
#include "crypto/hkdf.h"

#include <algorithm>

#include "base/assert.h"

namespace nightmail::crypto {
namespace {

constexpr std::size_t kHashSize = 64;

PlainBytes join(Parts parts) {
  PlainBytes joined;
  for (const ByteView part : parts) append(joined, part);
  return joined;
}

}  // namespace

SecretKey64 hkdf_extract(ByteView salt, Parts secret) {
  return SecretKey64(hmac_sha512_concat(salt, secret));
}

void hkdf_expand(ByteView pseudorandom_key, Parts info, MutableByteView out) {
  NM_ASSERT(out.size() <= 255 * kHashSize);
  const PlainBytes context = join(info);
  SecretKey64 block;
  ByteView previous;
  for (std::uint8_t counter = 1; !out.empty(); ++counter) {
    block = SecretKey64(
        hmac_sha512_concat(pseudorandom_key, {previous, context, ByteView(&counter, 1)}));
    previous = block.expose();
    const std::size_t size = std::min(out.size(), kHashSize);
    std::copy_n(previous.begin(), size, out.begin());
    out = out.subspan(size);
  }
}

}  // namespace nightmail::crypto
