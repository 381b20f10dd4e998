// SPDX-License-Identifier: Apache-2.0
//
// Signature: what was found out about one signature over a message. A value. RFC 4880 §5.2.

#ifndef NIGHTMAIL_PGP_OPEN_SIGNATURE_H_
#define NIGHTMAIL_PGP_OPEN_SIGNATURE_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"

namespace nightmail::pgp {

enum class SignatureStatus {
  good,               // made by the key over just these octets, while the key was valid
  bad,                // the octets, the signature or the key are not what they should be
  unknown_key,        // made by none of the given certificates; nothing was checked
  expired_key,        // the key had ended by the time at which the signature says it was made
  revoked_key,        // the key is revoked (for a soft reason: and was so at that time)
  expired_signature,  // it was good, but set itself an end that has passed
  unsupported,        // of a version or algorithm that RNP does not know or holds unsafe (SHA-1)
};

// "good", "bad", "unknown-key", "expired-key", "revoked-key", "expired-signature", "unsupported":
// as the client's JSON says it.
[[nodiscard]] std::string_view status_name(SignatureStatus status);

struct Signature {
  SignatureStatus status = SignatureStatus::bad;
  // Of the key that made it: a fingerprint (40 upper-case hex digits), or a key id (16) where the
  // signature names no more and the key is unknown, or nothing. Only `good` proves it.
  std::string key;
  // Fingerprint of the candidate certificate that the key belongs to; empty for unknown_key.
  std::string certificate;
  Timestamp created;
  bool text = false;  // over text whose line ends do not matter (type 0x01)
};

// What was inside a message, and who signed it.
struct SignedData {
  PlainBytes plain;
  std::vector<Signature> signatures;  // none: nobody did
};

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_SIGNATURE_H_
