// SPDX-License-Identifier: Apache-2.0
//
// Opener: opens sealed messages with the secret keys that were added to it. NOT thread-safe: make
// one per thread (add() costs about a millisecond). Opens what Sealer makes and what RNP knows
// beside it (RSA, NIST curves, compression). Whatever it returns was integrity-protected. RFC 4880
// §5.13.

#ifndef NIGHTMAIL_PGP_OPEN_OPENER_H_
#define NIGHTMAIL_PGP_OPEN_OPENER_H_

#include <cstddef>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
#include "pgp/open/secret_key.h"

namespace nightmail::pgp {

class Opener {
 public:
  static constexpr std::size_t kDefaultMaxSize = std::size_t{256} << 20;

  Opener();
  ~Opener();
  Opener(Opener&& other) noexcept;
  Opener& operator=(Opener&& other) noexcept;

  // Adds a key. All keys are tried that a message names.
  Result<void> add(const SecretKey& key);

  // The plaintext of a sealed message, binary or armored, of at most `max_size` octets (a
  // compressed message cannot grow beyond it). Signatures inside are not checked here. Errors:
  // not_openpgp, not_for_this_key, damaged, not_protected, too_large, unsupported.
  Result<PlainBytes> open(ByteView sealed, std::size_t max_size = kDefaultMaxSize);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_OPENER_H_
