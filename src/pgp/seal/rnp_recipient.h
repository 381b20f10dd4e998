// SPDX-License-Identifier: Apache-2.0
//
// Sealing with RNP, for keys that are not Curve25519 (RSA, NIST and Brainpool curves). Thread-safe
// by a lock of its own: RNP's key ring is not.

#ifndef NIGHTMAIL_PGP_SEAL_RNP_RECIPIENT_H_
#define NIGHTMAIL_PGP_SEAL_RNP_RECIPIENT_H_

#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"
#include "pgp/seal/certificate.h"
#include "pgp/seal/key_ring.h"
#include "pgp/seal/sealer.h"

namespace nightmail::pgp {

class RnpRecipient {
 public:
  static Result<std::unique_ptr<RnpRecipient>> make(const Certificate& certificate,
                                                    const std::string& key_fingerprint,
                                                    Timestamp now);
  // One OpenPGP message, same shape as seal_under()'s but with partial lengths. Error: library.
  Result<Bytes> seal(Parts plain) const;

 private:
  explicit RnpRecipient(KeyRing ring) : ring_(std::move(ring)) {}
  KeyRing ring_;
  RnpKey key_;
  mutable std::mutex mutex_;
};

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_SEAL_RNP_RECIPIENT_H_
