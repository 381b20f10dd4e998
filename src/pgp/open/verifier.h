// SPDX-License-Identifier: Apache-2.0
//
// Verifier: checks signatures by the certificates that were added to it. Opens nothing that is
// encrypted (Opener does). NOT thread-safe: make one per thread. RFC 4880 §5.2, §7, §11.4;
// RFC 3156 §5.

#ifndef NIGHTMAIL_PGP_OPEN_VERIFIER_H_
#define NIGHTMAIL_PGP_OPEN_VERIFIER_H_

#include <cstddef>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "pgp/open/signature.h"
#include "pgp/seal/certificate.h"

namespace nightmail::pgp {

class Verifier {
 public:
  static constexpr std::size_t kDefaultMaxSize = std::size_t{256} << 20;

  // Judges as of `now`. `candidates` are those who may have signed; anybody else's signature is
  // unknown_key. Error: open_library.
  static Result<Verifier> make(std::span<const Certificate> candidates, Timestamp now);
  ~Verifier();
  Verifier(Verifier&& other) noexcept;
  Verifier& operator=(Verifier&& other) noexcept;

  // What `signatures` (binary or armored, at least one) say of `data`, in their order. A signature
  // that is not good is no error. Errors: not_openpgp, damaged, too_large (more than 64).
  Result<std::vector<Signature>> detached(ByteView data, ByteView signatures);

  // The text or data that carries its signatures itself: cleartext-signed text (RFC 4880 §7), or a
  // signed message, binary or armored. It must be all of `message`: cut it out first. The plaintext
  // comes back even if no signature is good, or none is there: look at them. Cleartext-signed text
  // comes without dash escapes; blanks at line ends and the last line end were not signed.
  // Errors: not_openpgp, damaged, is_encrypted, too_large.
  Result<SignedData> inline_signed(ByteView message, std::size_t max_size = kDefaultMaxSize);

 private:
  class Impl;
  explicit Verifier(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_VERIFIER_H_
