// SPDX-License-Identifier: Apache-2.0
//
// RecipientKey: what a Recipient points to. Immutable; shared between threads. Internal to
// pgp/seal.

#ifndef NIGHTMAIL_PGP_SEAL_RECIPIENT_KEY_H_
#define NIGHTMAIL_PGP_SEAL_RECIPIENT_KEY_H_

#include <memory>
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "pgp/seal/ecdh_key.h"
#include "pgp/seal/rnp_recipient.h"
#include "pgp/seal/sealer.h"

namespace nightmail::pgp {

class RecipientKey {
 public:
  // Errors: those of Certificate::parse and Certificate::encryption_key.
  static Result<Recipient> make(ByteView certificate, Timestamp now);

  [[nodiscard]] bool usable_at(Timestamp now) const { return !valid_till_ || now < *valid_till_; }
  // Exactly one of the two is not null.
  [[nodiscard]] const EcdhKey* ecdh() const { return ecdh_ ? &*ecdh_ : nullptr; }
  [[nodiscard]] const RnpRecipient* rnp() const { return rnp_.get(); }

 private:
  std::optional<Timestamp> valid_till_;
  std::optional<EcdhKey> ecdh_;
  std::unique_ptr<RnpRecipient> rnp_;
};

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_SEAL_RECIPIENT_KEY_H_
