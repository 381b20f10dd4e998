// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/ecdh_key.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cctype>

#include "pgp/seal/packet.h"

namespace nightmail::pgp {
namespace {

constexpr std::size_t kBeforeKeyMaterial = 6;  // version, creation time, algorithm
constexpr std::size_t kPointMpi = 2 + 1 + 32;  // bit count, 0x40, point
constexpr std::size_t kKdfParameters = 4;      // length 3, reserved 1, hash, cipher

bool is_hex_of(std::string_view hex, const KeyFingerprint& fingerprint) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  if (hex.size() != 2 * fingerprint.size()) return false;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    const int nibble = i % 2 == 0 ? fingerprint[i / 2] >> 4 : fingerprint[i / 2] & 15;
    if (std::toupper(static_cast<unsigned char>(hex[i])) != kDigits[nibble]) return false;
  }
  return true;
}

bool starts_with(ByteView data, ByteView prefix) {
  return data.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), data.begin());
}

bool allowed_parameters(const EcdhKey& key) {
  return key.kdf_hash >= 8 && key.kdf_hash <= 10 && key.kek_cipher >= 7 && key.kek_cipher <= 9;
}

std::optional<EcdhKey> read_key(ByteView body) {
  if (body.size() <= kBeforeKeyMaterial || body[5] != kAlgorithmEcdh) return std::nullopt;
  const ByteView material = body.subspan(kBeforeKeyMaterial);
  if (material[0] != kCurve25519Oid.size() || !starts_with(material.subspan(1), kCurve25519Oid))
    return std::nullopt;
  const ByteView rest = material.subspan(1 + kCurve25519Oid.size());
  // 263 bits: the prefix 0x40 has seven, the point 256 (RFC 9580 §11.2.1).
  static constexpr std::array<std::uint8_t, 3> kPointStart = {0x01, 0x07, 0x40};
  if (rest.size() != kPointMpi + kKdfParameters || !starts_with(rest, kPointStart))
    return std::nullopt;
  const ByteView kdf = rest.subspan(kPointMpi);
  if (kdf[0] != 3 || kdf[1] != 1) return std::nullopt;
  EcdhKey key{v4_fingerprint(body), {}, kdf[2], kdf[3]};
  std::copy_n(rest.begin() + 3, key.point.size(), key.point.begin());
  if (!allowed_parameters(key)) return std::nullopt;
  return key;
}

}  // namespace

KeyFingerprint v4_fingerprint(ByteView key_packet_body) {
  Bytes hashed = {0x99, static_cast<std::uint8_t>(key_packet_body.size() >> 8),
                  static_cast<std::uint8_t>(key_packet_body.size())};
  append(hashed, key_packet_body);
  KeyFingerprint fingerprint{};
  EVP_Digest(hashed.data(), hashed.size(), fingerprint.data(), nullptr, EVP_sha1(), nullptr);
  return fingerprint;
}

std::optional<EcdhKey> find_ecdh_key(ByteView certificate, std::string_view fingerprint) {
  PacketReader reader(certificate);
  for (;;) {
    const auto packet = reader.next();
    if (!packet.ok() || !packet->has_value()) return std::nullopt;
    const Packet& found = **packet;
    if (found.tag != PacketTag::public_key && found.tag != PacketTag::public_subkey) continue;
    auto key = read_key(found.body);
    if (key && is_hex_of(fingerprint, key->fingerprint)) return key;
  }
}

}  // namespace nightmail::pgp
