// SPDX-License-Identifier: Apache-2.0
#include "crypto/oprf.h"

#include <sodium.h>

#include <algorithm>
#include <string_view>

#include "base/assert.h"
#include "crypto/errors.h"

namespace nightmail::crypto::oprf {
namespace {

using namespace std::literals;

// "OPRFV1-" || I2OSP(modeOPRF, 1) || "-" || identifier, RFC 9497 §3.1, behind each step's prefix.
constexpr std::string_view kHashToGroup = "HashToGroup-OPRFV1-\x00-ristretto255-SHA512"sv;
constexpr std::string_view kDeriveKeyPair = "DeriveKeyPairOPRFV1-\x00-ristretto255-SHA512"sv;

constexpr std::size_t kMaxInput = 65535;

std::array<std::uint8_t, 2> two_bytes(std::size_t number) {
  return {static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
}

// expand_message_xmd of RFC 9380 §5.3.1 with SHA-512, for exactly 64 bytes of output.
SecretKey64 expand_message(Parts message, std::string_view tag) {
  static constexpr std::array<std::uint8_t, 128> kBlockOfZeros{};
  static constexpr std::array<std::uint8_t, 3> kLengthAndZero{0, 64, 0};
  static constexpr std::array<std::uint8_t, 1> kOne{1};
  const std::array<std::uint8_t, 1> tag_size{static_cast<std::uint8_t>(tag.size())};
  PlainBytes joined;
  for (const ByteView part : message) append(joined, part);
  const SecretKey64 first(
      sha512_concat({kBlockOfZeros, joined, kLengthAndZero, as_bytes(tag), tag_size}));
  return SecretKey64(sha512_concat({first.expose(), kOne, as_bytes(tag), tag_size}));
}

bool is_zero(ByteView bytes) {
  return sodium_is_zero(bytes.data(), bytes.size()) == 1;
}

// Reducing changes a value unless it is below the group order already.
bool is_scalar(const Scalar& candidate) {
  SecretKey64 wide;
  std::copy(candidate.expose().begin(), candidate.expose().end(), wide.expose().begin());
  Scalar reduced;
  crypto_core_ristretto255_scalar_reduce(reduced.expose().data(), wide.expose().data());
  return equal_constant_time(reduced.expose(), candidate.expose()) && !is_zero(candidate.expose());
}

Result<Element> multiply_in_public(const Scalar& scalar, const Element& element) {
  TRY_ASSIGN(const SecretKey32 product, multiply(scalar, element));
  return product.expose();
}

}  // namespace

Result<Element> parse_element(ByteView bytes) {
  Element element{};
  if (bytes.size() != element.size()) return Error(Errc::bad_element, "an element has 32 bytes");
  std::copy(bytes.begin(), bytes.end(), element.begin());
  if (crypto_core_ristretto255_is_valid_point(element.data()) != 1 || is_zero(element)) {
    return Error(Errc::bad_element);
  }
  return element;
}

Result<Scalar> parse_scalar(ByteView bytes) {
  Scalar scalar;
  if (bytes.size() != scalar.expose().size()) {
    return Error(Errc::bad_element, "a scalar has 32 bytes");
  }
  std::copy(bytes.begin(), bytes.end(), scalar.expose().begin());
  if (!is_scalar(scalar)) return Error(Errc::bad_element, "not a scalar");
  return scalar;
}

Scalar random_scalar(Random& random) {
  Scalar scalar;
  do {
    random.fill(scalar.expose());
    scalar.expose()[31] &= 0x1f;
  } while (!is_scalar(scalar));
  return scalar;
}

Scalar derive_private_key(ByteView seed, ByteView info) {
  NM_ASSERT(seed.size() == 32 && info.size() <= kMaxInput);
  const auto info_size = two_bytes(info.size());
  Scalar key;
  for (std::uint8_t counter = 0; is_zero(key.expose()); ++counter) {
    const SecretKey64 wide =
        expand_message({seed, info_size, info, ByteView(&counter, 1)}, kDeriveKeyPair);
    crypto_core_ristretto255_scalar_reduce(key.expose().data(), wide.expose().data());
  }
  return key;
}

Element public_key_of(const Scalar& private_key) {
  Element element{};
  // Fails for the scalar zero alone.
  NM_ASSERT(crypto_scalarmult_ristretto255_base(element.data(), private_key.expose().data()) == 0);
  return element;
}

Result<SecretKey32> multiply(const Scalar& scalar, const Element& element) {
  SecretKey32 product;
  if (crypto_scalarmult_ristretto255(product.expose().data(), scalar.expose().data(),
                                     element.data()) != 0) {
    return Error(Errc::bad_element);
  }
  return product;
}

Result<Element> blind(ByteView input, const Scalar& blind) {
  if (input.size() > kMaxInput) return Error(Errc::bad_length, "input above 65535 bytes");
  const SecretKey64 wide = expand_message({input}, kHashToGroup);
  SecretKey32 hashed;
  crypto_core_ristretto255_from_hash(hashed.expose().data(), wide.expose().data());
  return multiply_in_public(blind, hashed.expose());
}

Result<Element> blind_evaluate(const Scalar& key, const Element& blinded) {
  return multiply_in_public(key, blinded);
}

Result<SecretKey64> finalize(ByteView input, const Scalar& blind, const Element& evaluated) {
  if (input.size() > kMaxInput) return Error(Errc::bad_length, "input above 65535 bytes");
  Scalar inverse;
  NM_ASSERT(
      crypto_core_ristretto255_scalar_invert(inverse.expose().data(), blind.expose().data()) == 0);
  TRY_ASSIGN(const SecretKey32 unblinded, multiply(inverse, evaluated));
  const auto input_size = two_bytes(input.size());
  const auto element_size = two_bytes(unblinded.expose().size());
  return SecretKey64(
      sha512_concat({input_size, input, element_size, unblinded.expose(), as_bytes("Finalize")}));
}

}  // namespace nightmail::crypto::oprf
