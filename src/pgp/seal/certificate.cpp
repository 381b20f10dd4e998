// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/certificate.h"

#include <algorithm>
#include <array>

#include "pgp/seal/armor.h"
#include "pgp/seal/errors.h"
#include "pgp/seal/key_ring.h"
#include "pgp/seal/packet.h"

namespace nightmail::pgp {
namespace {

using EncryptionKey = Certificate::EncryptionKey;

Timestamp from_seconds(std::uint64_t seconds) {
  return {static_cast<std::int64_t>(seconds) * 1000};
}

Result<void> check_packet(const Packet& packet, bool first) {
  switch (packet.tag) {
    case PacketTag::public_key:
      if (!first) return Error(SealErrc::not_a_certificate, "more than one certificate");
      if (packet.body.empty() || packet.body[0] != 4)
        return Error(SealErrc::unsupported_algorithm, "only version 4 certificates are supported");
      return {};
    case PacketTag::secret_key:
    case PacketTag::secret_subkey:
      return Error(SealErrc::has_secret_key, "this is a secret key, not a certificate");
    case PacketTag::signature:
    case PacketTag::marker:
    case PacketTag::trust:
    case PacketTag::user_id:
    case PacketTag::public_subkey:
    case PacketTag::user_attribute:
    case PacketTag::padding:
      if (!first) return {};
      break;
    default:
      break;
  }
  return Error(SealErrc::not_a_certificate, "unexpected packet");
}

// Before RNP sees anything: one v4 certificate, whole, and no secret in it.
Result<void> check_packets(ByteView bytes) {
  PacketReader reader(bytes);
  for (bool first = true;; first = false) {
    TRY_ASSIGN(const auto packet, reader.next());
    if (!packet && first) return Error(SealErrc::not_a_certificate, "empty");
    if (!packet) return {};
    TRY(check_packet(*packet, first));
  }
}

bool is_supported(const EncryptionKey& key) {
  static constexpr std::array<std::string_view, 7> kCurves = {
      "Curve25519",      "NIST P-256",      "NIST P-384",     "NIST P-521",
      "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"};
  if (key.algorithm == "ECDH") return std::ranges::find(kCurves, key.curve) != kCurves.end();
  return key.algorithm == "RSA" && key.bits >= 2048;
}

bool allows_encryption(rnp_key_handle_t key) {
  bool allowed = false;
  return rnp_key_allows_usage(key, "encrypt", &allowed) == RNP_SUCCESS && allowed;
}

bool is_revoked(rnp_key_handle_t key) {
  bool revoked = false;
  return rnp_key_is_revoked(key, &revoked) != RNP_SUCCESS || revoked;
}

Timestamp creation_of(rnp_key_handle_t key) {
  std::uint32_t created = 0;
  rnp_key_get_creation(key, &created);
  return from_seconds(created);
}

// When RNP stops to hold the key valid. 0: it never was (no valid self-signature).
std::uint64_t valid_till_of(rnp_key_handle_t key) {
  std::uint64_t till = 0;
  rnp_key_valid_till64(key, &till);
  return till;
}

std::optional<EncryptionKey> read_encryption_key(rnp_key_handle_t handle) {
  const std::uint64_t till = valid_till_of(handle);
  const bool revoked = is_revoked(handle);
  if (!allows_encryption(handle) || (till == 0 && !revoked)) return std::nullopt;
  EncryptionKey key;
  key.fingerprint = rnp_text([&](char** out) { return rnp_key_get_fprint(handle, out); });
  key.algorithm = rnp_text([&](char** out) { return rnp_key_get_alg(handle, out); });
  if (key.algorithm == "ECDH")
    key.curve = rnp_text([&](char** out) { return rnp_key_get_curve(handle, out); });
  rnp_key_get_bits(handle, &key.bits);
  key.created = creation_of(handle);
  if (till != UINT64_MAX) key.valid_till = from_seconds(till);
  key.revoked = revoked;
  key.supported = is_supported(key);
  return key;
}

std::vector<std::string> valid_user_ids(rnp_key_handle_t primary) {
  std::vector<std::string> ids;
  std::size_t count = 0;
  rnp_key_get_uid_count(primary, &count);
  for (std::size_t i = 0; i < count; ++i) {
    rnp_uid_handle_t made = nullptr;
    if (rnp_key_get_uid_handle_at(primary, i, &made) != RNP_SUCCESS) continue;
    const RnpUid uid(made);
    bool valid = false;
    std::uint32_t type = 0;
    rnp_uid_is_valid(made, &valid);
    rnp_uid_get_type(made, &type);
    if (!valid || type != RNP_USER_ID) continue;
    ids.push_back(rnp_text([&](char** out) { return rnp_key_get_uid_at(primary, i, out); }));
  }
  return ids;
}

}  // namespace

class CertificateReader {
 public:
  static Result<Certificate> read(ByteView data, Timestamp now) {
    if (data.size() > 2 * kMaxCertificateSize) return Error(SealErrc::certificate_too_large);
    Certificate certificate;
    TRY_ASSIGN(certificate.bytes_, dearmored(data, kMaxCertificateSize));
    if (certificate.bytes_.size() > kMaxCertificateSize)
      return Error(SealErrc::certificate_too_large);
    TRY(check_packets(certificate.bytes_));
    TRY_ASSIGN(const KeyRing ring, load_key_ring(certificate.bytes_, with_clock_slack(now)));
    TRY(read_primary(certificate, ring.primary.get()));
    if (auto key = read_encryption_key(ring.primary.get()))
      certificate.encryption_keys_.push_back(std::move(*key));
    for (const RnpKey& subkey : ring.subkeys)
      if (auto key = read_encryption_key(subkey.get()))
        certificate.encryption_keys_.push_back(std::move(*key));
    return certificate;
  }

 private:
  static Result<void> read_primary(Certificate& certificate, rnp_key_handle_t primary) {
    certificate.fingerprint_ =
        rnp_text([&](char** out) { return rnp_key_get_fprint(primary, out); });
    certificate.created_ = creation_of(primary);
    certificate.revoked_ = is_revoked(primary);
    certificate.user_ids_ = valid_user_ids(primary);
    const std::uint64_t till = valid_till_of(primary);
    if (till == 0 && !certificate.revoked_)
      return Error(SealErrc::not_a_certificate, "no valid self-signature");
    if (till != UINT64_MAX) certificate.expires_ = from_seconds(till);
    return {};
  }
};

Result<Certificate> Certificate::parse(ByteView data, Timestamp now) {
  return CertificateReader::read(data, now);
}

Result<Certificate::EncryptionKey> Certificate::encryption_key(Timestamp at) const {
  if (revoked_) return Error(SealErrc::revoked, "the certificate is revoked");
  if (expires_ && at >= *expires_) return Error(SealErrc::expired, "the certificate has expired");
  const EncryptionKey* best = nullptr;
  Error why(SealErrc::no_encryption_key);
  for (const EncryptionKey& key : encryption_keys_) {
    if (key.revoked) {
      why = Error(SealErrc::revoked, "its encryption key is revoked");
    } else if (key.valid_till && at >= *key.valid_till) {
      why = Error(SealErrc::expired, "its encryption key has expired");
    } else if (!key.supported) {
      why = Error(SealErrc::unsupported_algorithm, key.algorithm + " " + key.curve);
    } else if (best == nullptr || key.created > best->created) {
      best = &key;
    }
  }
  if (best == nullptr) return why;
  return *best;
}

}  // namespace nightmail::pgp
