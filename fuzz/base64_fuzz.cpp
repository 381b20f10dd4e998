// SPDX-License-Identifier: Apache-2.0
// rooms: crypto
// Decoders of text: what one accepts must be the one spelling of its bytes.
#include "crypto/encoding.h"
#include "crypto/token.h"

using namespace nightmail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  const auto base64 = crypto::base64_decode(text);
  if (base64.ok()) NM_ASSERT(crypto::base64_encode(*base64) == text);
  const auto base64url = crypto::base64url_decode(text);
  if (base64url.ok()) NM_ASSERT(crypto::base64url_encode(*base64url) == text);
  const auto hex = crypto::hex_decode(text);
  if (hex.ok()) NM_ASSERT(crypto::hex_encode(*hex).size() == text.size());
  if (crypto::token_hash(text).ok()) NM_ASSERT(text.size() == crypto::kTokenSize);
  return 0;
}
