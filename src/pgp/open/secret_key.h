// SPDX-License-Identifier: Apache-2.0
//
// SecretKey: an OpenPGP transferable secret key, unprotected, in memory that is wiped. Move-only;
// no thread rule (immutable). Lives on the user's device only; wrap bytes() under the account
// secret before storing it anywhere. RFC 4880 §11.2, RFC 9580 §10.2 (v4).

#ifndef NIGHTMAIL_PGP_OPEN_SECRET_KEY_H_
#define NIGHTMAIL_PGP_OPEN_SECRET_KEY_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "pgp/seal/certificate.h"

namespace nightmail::pgp {

// What kind of key to make. Keys never expire and sign with the primary.
struct KeyPlan {
  std::vector<std::string> user_ids;  // any text of at most 128 octets; the first is the main one
  bool rsa = false;                   // RSA with 3072 bits instead of Ed25519 and Curve25519
  bool encrypts = true;               // with a subkey for encryption
};

class SecretKey {
 public:
  // A new v4 key: Ed25519 primary (certify, sign) and Curve25519 subkey (encrypt), no expiry, user
  // id "name <address>", or "<address>" if `name` is empty. Errors: invalid_user_id.
  static Result<SecretKey> generate(std::string_view name, std::string_view address, Timestamp now);
  // The same for other kinds of keys.
  static Result<SecretKey> generate(const KeyPlan& plan, Timestamp now);

  // Reads a secret key, binary or armored; unlocks a protected one with `passphrase`.
  // Errors: not_a_secret_key, wrong_passphrase, unsupported.
  static Result<SecretKey> parse(ByteView data, std::string_view passphrase, Timestamp now);

  // The binary transferable secret key, NOT protected by a passphrase.
  [[nodiscard]] const SecretBytes& bytes() const { return bytes_; }
  // The public half: what the server and correspondents get.
  [[nodiscard]] const Certificate& certificate() const { return certificate_; }
  [[nodiscard]] const std::string& fingerprint() const { return certificate_.fingerprint(); }
  [[nodiscard]] SecretKey copy() const { return {bytes_.copy(), certificate_}; }

  // The armored secret key, protected with `passphrase` (AES-256, iterated and salted S2K), as
  // `gpg --import` takes it. The passphrase must not be empty.
  [[nodiscard]] Result<std::string> export_protected(std::string_view passphrase) const;
  // The armored secret key, NOT protected: for programs that protect it themselves.
  [[nodiscard]] Result<SecretBytes> export_unprotected() const;

 private:
  SecretKey(SecretBytes bytes, Certificate certificate)
      : bytes_(std::move(bytes)), certificate_(std::move(certificate)) {}
  SecretBytes bytes_;
  Certificate certificate_;
};

// The public half of a secret key, binary or armored, locked or not. Errors: not_a_secret_key,
// unsupported, and those of Certificate::parse.
[[nodiscard]] Result<Certificate> certificate_of(ByteView secret_key, Timestamp now);

// The armored certificate ("-----BEGIN PGP PUBLIC KEY BLOCK-----"), to give to people.
[[nodiscard]] Result<std::string> armored(const Certificate& certificate);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_SECRET_KEY_H_
