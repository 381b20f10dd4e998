// SPDX-License-Identifier: Apache-2.0
//
// Certificate: an OpenPGP v4 certificate (public key) that was read and whose self-signatures were
// checked. A value: copied and shared freely. Reads hostile input; anything with a secret key in it
// is refused. RFC 4880 §11.1, RFC 9580 §10.1 (v4 only).

#ifndef NIGHTMAIL_PGP_SEAL_CERTIFICATE_H_
#define NIGHTMAIL_PGP_SEAL_CERTIFICATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace nightmail::pgp {

inline constexpr std::size_t kMaxCertificateSize = 64 * 1024;

class Certificate {
 public:
  // One key of the certificate that its owner marked for encryption.
  struct EncryptionKey {
    std::string fingerprint;
    std::string algorithm;  // as RNP says: "ECDH", "RSA", "ELGAMAL"
    std::string curve;      // "Curve25519", "NIST P-256", ...; empty for other algorithms
    std::uint32_t bits = 0;
    Timestamp created;
    std::optional<Timestamp> valid_till;  // none: does not end
    bool revoked = false;
    bool supported = false;  // we can seal to it
  };

  // Reads one certificate, binary or armored. `now` is used to judge signatures (one that was made
  // in the future does not count). An expired or revoked certificate can be read; it can't be
  // sealed to.
  static Result<Certificate> parse(ByteView data, Timestamp now);

  // 40 upper-case hex digits, of the primary key.
  [[nodiscard]] const std::string& fingerprint() const { return fingerprint_; }
  // User ids with a valid self-signature, as written in the certificate (UTF-8 is not checked).
  [[nodiscard]] const std::vector<std::string>& user_ids() const { return user_ids_; }
  [[nodiscard]] Timestamp created() const { return created_; }
  // None: the primary key does not expire.
  [[nodiscard]] std::optional<Timestamp> expires() const { return expires_; }
  [[nodiscard]] bool revoked() const { return revoked_; }
  // The binary certificate (no armor): public packets only.
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

  // The key that mail at time `at` is sealed to: the newest of those that are supported, not
  // revoked and not expired. Errors: no_encryption_key, expired, revoked, unsupported_algorithm.
  [[nodiscard]] Result<EncryptionKey> encryption_key(Timestamp at) const;
  [[nodiscard]] bool can_encrypt(Timestamp at) const { return encryption_key(at).ok(); }

 private:
  friend class CertificateReader;
  std::string fingerprint_;
  std::vector<std::string> user_ids_;
  Timestamp created_;
  std::optional<Timestamp> expires_;
  bool revoked_ = false;
  std::vector<EncryptionKey> encryption_keys_;
  Bytes bytes_;
};

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_SEAL_CERTIFICATE_H_
