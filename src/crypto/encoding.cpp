// SPDX-License-Identifier: Apache-2.0
#include "crypto/encoding.h"

#include <sodium.h>

#include <algorithm>

#include "crypto/errors.h"

namespace nightmail::crypto {
namespace {

std::string encode(ByteView bytes, int variant) {
  // libsodium counts and writes a final NUL.
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
  text.pop_back();
  return text;
}

// libsodium 1.0.18 takes some bytes above ASCII for base64 digits: it compares them as negative.
bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

Result<Bytes> decode(std::string_view text, int variant) {
  if (!is_ascii(text)) return Error(Errc::bad_encoding);
  Bytes bytes(text.size() / 4 * 3 + 3);
  std::size_t size = 0;
  if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size,
                        nullptr, variant) != 0) {
    return Error(Errc::bad_encoding);
  }
  bytes.resize(size);
  return bytes;
}

// Five bits a digit, the first bits first.
std::string base32(ByteView bytes, std::string_view digits) {
  std::string text;
  unsigned waiting = 0;  // bits that were taken from `bytes` and not yet written
  int count = 0;
  for (const std::uint8_t byte : bytes) {
    waiting = (waiting << 8 | byte) & 0xfff;
    for (count += 8; count >= 5; count -= 5) text += digits[waiting >> (count - 5) & 31];
  }
  if (count > 0) text += digits[waiting << (5 - count) & 31];
  return text;
}

}  // namespace

std::string base64_encode(ByteView bytes) {
  return encode(bytes, sodium_base64_VARIANT_ORIGINAL);
}

std::string base64url_encode(ByteView bytes) {
  return encode(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::string hex_encode(ByteView bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

std::string base32_encode(ByteView bytes) {
  return base32(bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
}

std::string zbase32_encode(ByteView bytes) {
  return base32(bytes, "ybndrfg8ejkmcpqxot1uwisza345h769");
}

Result<Bytes> base64_decode(std::string_view text) {
  return decode(text, sodium_base64_VARIANT_ORIGINAL);
}

Result<Bytes> base64url_decode(std::string_view text) {
  return decode(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

Result<Bytes> hex_decode(std::string_view text) {
  Bytes bytes(text.size() / 2 + 1);
  std::size_t size = 0;
  if (sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size,
                     nullptr) != 0) {
    return Error(Errc::bad_encoding);
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace nightmail::crypto
