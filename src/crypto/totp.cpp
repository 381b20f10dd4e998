// SPDX-License-Identifier: Apache-2.0
#include "crypto/totp.h"

#include <array>

#include "crypto/hash.h"
#include "crypto/sha1.h"

namespace nightmail::crypto {
namespace {

constexpr std::int64_t kStepMs = 30'000;
constexpr std::uint32_t kModulus = 1'000'000;

// RFC 4226 §5.3, §5.4.
std::uint32_t hotp_number(ByteView secret, std::int64_t counter) {
  std::array<std::uint8_t, 8> message{};
  for (std::size_t i = 0; i < message.size(); ++i) {
    message[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(counter) >> (56 - 8 * i));
  }
  const Digest20 digest = hmac_sha1(secret, message);
  const std::size_t offset = digest.back() & 15;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | digest[offset + i];
  return (number & 0x7fffffff) % kModulus;
}

std::string without_spaces(std::string_view code) {
  std::string digits;
  for (const char c : code) {
    if (c != ' ') digits += c;
  }
  return digits;
}

}  // namespace

std::int64_t totp_step(Timestamp time) {
  return time.unix_ms / kStepMs;
}

std::string totp_code(ByteView secret, std::int64_t step) {
  std::string code = std::to_string(hotp_number(secret, step));
  return std::string(kTotpDigits - code.size(), '0') + code;
}

std::optional<std::int64_t> match_totp(ByteView secret, std::string_view code, Timestamp now,
                                       std::int64_t last_step) {
  const std::string digits = without_spaces(code);
  std::optional<std::int64_t> matched;
  for (std::int64_t step = totp_step(now) - 1; step <= totp_step(now) + 1; ++step) {
    const bool right = equal_constant_time(as_bytes(totp_code(secret, step)), as_bytes(digits));
    if (right && step > last_step) matched = step;
  }
  return matched;
}

}  // namespace nightmail::crypto
