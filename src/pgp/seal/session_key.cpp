// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/session_key.h"

#include <sodium.h>

#include <algorithm>
#include <numeric>

#include "pgp/seal/errors.h"
#include "pgp/seal/packet.h"

namespace nightmail::pgp {
namespace {

constexpr std::uint8_t kPkeskVersion = 3;
constexpr std::uint8_t kAes256 = 9;
constexpr std::size_t kEncodedSize = 40;  // cipher 1, key 32, checksum 2, padding 5
constexpr std::size_t kWrappedSize = kEncodedSize + 8;
constexpr std::size_t kKeyIdSize = 8;

using Digest64 = std::array<std::uint8_t, 64>;

template <std::size_t N>
struct Wiped : std::array<std::uint8_t, N> {
  Wiped() { this->fill(0); }
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { wipe(*this); }
};

// RFC 6637 §8: the session key with its cipher and checksum (RFC 4880 §5.1), padded to 40 octets as
// PKCS #5 does, so that the length does not tell the cipher.
void encode(const SecretKey32& key, std::array<std::uint8_t, kEncodedSize>& out) {
  const auto& octets = key.expose();
  const unsigned sum = std::accumulate(octets.begin(), octets.end(), 0U);
  auto* end = std::copy(octets.begin(), octets.end(), out.begin() + 1);
  out[0] = kAes256;
  *end++ = static_cast<std::uint8_t>(sum >> 8);
  *end++ = static_cast<std::uint8_t>(sum);
  const auto padding = static_cast<std::uint8_t>(out.end() - end);
  std::fill(end, out.end(), padding);
}

// RFC 6637 §7: Hash(00 00 00 01 || shared secret || parameters).
Result<void> derive_kek(const EcdhKey& to, ByteView shared, Primitives& primitives, Digest64& kek) {
  static constexpr std::string_view kSender = "Anonymous Sender    ";
  PlainBytes input = {0, 0, 0, 1};
  input.reserve(128);
  append(input, shared);
  input.push_back(kCurve25519Oid.size());
  append(input, kCurve25519Oid);
  for (const std::uint8_t octet :
       {kAlgorithmEcdh, std::uint8_t{3}, std::uint8_t{1}, to.kdf_hash, to.kek_cipher})
    input.push_back(octet);
  append(input, as_bytes(kSender));
  append(input, to.fingerprint);
  return primitives.hash(to.kdf_hash, input, kek);
}

// An ephemeral key pair and the secret that it shares with `to` (RFC 7748 §6.1).
Result<void> agree(const EcdhKey& to, Random& random, MutableByteView ephemeral_point,
                   MutableByteView shared) {
  Wiped<32> ephemeral;
  random.fill(ephemeral);
  if (crypto_scalarmult_curve25519_base(ephemeral_point.data(), ephemeral.data()) != 0)
    return Error(SealErrc::library, "X25519");
  if (crypto_scalarmult_curve25519(shared.data(), ephemeral.data(), to.point.data()) != 0)
    return Error(SealErrc::unsupported_algorithm, "the encryption key is a point of low order");
  return {};
}

}  // namespace

Result<SessionKey> make_session_key(const EcdhKey& to, Random& random, Primitives& primitives) {
  SessionKey made;
  random.fill(made.key.expose());
  std::uint8_t* out = write_packet_header(made.pkesk.data(), PacketTag::pkesk, kPkeskSize - 2);
  *out++ = kPkeskVersion;
  out = std::copy_n(to.fingerprint.end() - kKeyIdSize, kKeyIdSize, out);
  for (const std::uint8_t octet :
       {kAlgorithmEcdh, std::uint8_t{0x01}, std::uint8_t{0x07}, std::uint8_t{0x40}})
    *out++ = octet;
  Wiped<32> shared;
  TRY(agree(to, random, {out, 32}, shared));
  out += 32;
  *out++ = kWrappedSize;
  Wiped<64> kek;
  TRY(derive_kek(to, shared, primitives, kek));
  Wiped<kEncodedSize> encoded;
  encode(made.key, encoded);
  TRY(primitives.wrap(to.kek_cipher, kek, encoded, {out, kWrappedSize}));
  return made;
}

}  // namespace nightmail::pgp
