// SPDX-License-Identifier: Apache-2.0
//
// Signer: signs with the secret keys that were added to it; every signature is by all of them. NOT
// thread-safe: make one per message (add() costs about a millisecond). Hash SHA-512, no
// compression, no names or dates but that of the signature. RFC 4880 §5.2, §7, §11.4; RFC 3156 §5.

#ifndef NIGHTMAIL_PGP_WRITE_SIGNER_H_
#define NIGHTMAIL_PGP_WRITE_SIGNER_H_

#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "pgp/open/secret_key.h"

namespace nightmail::pgp {

// What `micalg` of a multipart/signed made with a Signer says (RFC 3156 §5).
inline constexpr std::string_view kMicalg = "pgp-sha512";

enum class SignatureKind {
  binary,  // of the octets (type 0x00)
  text,    // of the text, whatever its line ends become (type 0x01)
};

class Signer {
 public:
  // Signatures are dated `now`.
  explicit Signer(Timestamp now);
  ~Signer();
  Signer(Signer&& other) noexcept;
  Signer& operator=(Signer&& other) noexcept;

  // Errors: cannot_sign (no part of the key may sign at this time), write_library.
  Result<void> add(const SecretKey& key);

  // Errors of all below: no_signer, write_library.

  // A binary detached signature (armor it: pgp/open/enarmor.h). Text that has blanks at a line's
  // end is signed as binary even if `kind` is text: RNP can't make the other.
  Result<Bytes> detached(ByteView data, SignatureKind kind = SignatureKind::binary);
  // The same with armor, as RFC 3156 wants it: CRLF line ends.
  Result<std::string> detached_armored(ByteView data, SignatureKind kind = SignatureKind::binary);
  // A binary OpenPGP message that holds data and signatures.
  Result<PlainBytes> message(ByteView data);
  // Cleartext-signed text (RFC 4880 §7), every line ended by LF.
  Result<PlainBytes> cleartext(std::string_view text);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_WRITE_SIGNER_H_
