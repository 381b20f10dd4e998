// SPDX-License-Identifier: Apache-2.0
#include "crypto/token.h"

#include <utility>

#include "crypto/encoding.h"
#include "crypto/errors.h"

namespace nightmail::crypto {

Token new_token(Random& random) {
  const SecretKey32 key(random.array<32>());
  std::string encoded = base64url_encode(key.expose());
  PlainBytes text;
  text.reserve(kTokenSize);
  append(text, as_bytes(kTokenPrefix));
  append(text, as_bytes(encoded));
  explicit_bzero(encoded.data(), encoded.size());
  const Digest32 hash = sha256(text);
  return {SecretBytes(std::move(text)), hash};
}

Result<Digest32> token_hash(std::string_view text) {
  if (text.size() != kTokenSize || !text.starts_with(kTokenPrefix)) return Error(Errc::bad_token);
  auto key = base64url_decode(text.substr(kTokenPrefix.size()));
  if (!key.ok()) return Error(Errc::bad_token);
  wipe(*key);
  return sha256(as_bytes(text));
}

}  // namespace nightmail::crypto
