// SPDX-License-Identifier: Apache-2.0
#include "server/api/factor_secrets.h"

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/hkdf.h"
#include "server/api/ids.h"

namespace nightmail::api {
namespace {

constexpr std::size_t kCodes = 10;
constexpr std::size_t kCodeLength = 10;
// Crockford's digits: none that looks like another.
constexpr std::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";

SecretKey32 derived(const SecretKey32& node_key, std::string_view purpose) {
  return crypto::hkdf<32>({}, node_key.expose(), as_bytes(purpose));
}

Bytes bound_to(store::AccountId account, std::string_view factor_id) {
  return to_bytes("totp secret " + to_text(account) + " " + std::string(factor_id));
}

std::string new_code(Random& random) {
  std::string code;
  for (const std::uint8_t octet : random.array<kCodeLength>()) {
    if (code.size() == kCodeLength / 2) code += '-';
    code += kDigits[octet & 31];
  }
  return code;
}

std::string normal_code(std::string_view typed) {
  std::string code;
  for (char c : typed) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    if (c == 'o') c = '0';
    if (c == 'i' || c == 'l') c = '1';
    if (c != ' ' && c != '-') code += c;
  }
  return code;
}

}  // namespace

Bytes seal_totp_secret(const SecretKey32& node_key, store::AccountId account,
                       std::string_view factor_id, ByteView secret, Random& random) {
  const SecretKey32 key = derived(node_key, "nightmail totp secrets v1");
  return crypto::aead_seal(key, secret, bound_to(account, factor_id), random);
}

Result<PlainBytes> open_totp_secret(const SecretKey32& node_key, store::AccountId account,
                                    std::string_view factor_id, ByteView sealed) {
  const SecretKey32 key = derived(node_key, "nightmail totp secrets v1");
  return crypto::aead_open(key, sealed, bound_to(account, factor_id));
}

std::vector<std::string> new_recovery_codes(Random& random) {
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < kCodes; ++i) codes.push_back(new_code(random));
  return codes;
}

Bytes recovery_code_hash(const SecretKey32& node_key, store::AccountId account,
                         std::string_view code) {
  const SecretKey32 key = derived(node_key, "nightmail recovery codes v1");
  const std::string text = to_text(account) + " " + normal_code(code);
  const auto hash = crypto::hmac_sha512(key.expose(), as_bytes(text));
  return to_bytes(ByteView(hash).first(32));
}

}  // namespace nightmail::api
