// SPDX-License-Identifier: Apache-2.0
//
// Opener: opens encrypted messages with the secret keys and passwords that were added to it. NOT
// thread-safe: make one per thread (add() costs about a millisecond). Opens what Sealer and
// Encryptor make and what RNP knows beside it (docs/decisions/openpgp-coverage.md). Whatever it
// returns was integrity-protected. RFC 4880 §5.13.

#ifndef NIGHTMAIL_PGP_OPEN_OPENER_H_
#define NIGHTMAIL_PGP_OPEN_OPENER_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "pgp/open/secret_key.h"
#include "pgp/open/signature.h"

namespace nightmail::pgp {

class Opener {
 public:
  static constexpr std::size_t kDefaultMaxSize = std::size_t{256} << 20;

  Opener();
  ~Opener();
  Opener(Opener&& other) noexcept;
  Opener& operator=(Opener&& other) noexcept;

  // Adds a key. All keys are tried that a message names; where it hides its recipients, all.
  Result<void> add(const SecretKey& key);
  // Adds a password to try on messages that were encrypted to one.
  void add_password(std::string_view password);
  // Adds a session key to try, as "9:HEX" (its cipher's number and itself). Error:
  // not_a_session_key.
  Result<void> add_session_key(std::string_view text);

  // The plaintext of an encrypted message, binary or armored, of at most `max_size` octets (a
  // compressed message cannot grow beyond it). Signatures inside are not checked here. Errors:
  // not_openpgp, not_for_this_key, damaged, not_protected, too_large, unsupported.
  Result<PlainBytes> open(ByteView sealed, std::size_t max_size = kDefaultMaxSize);

  // The same, and who signed it, judged as of `now`. `candidates` are those who may have; anybody
  // else's signature is unknown_key. A signature that is not good is no error: the message was
  // encrypted all the same. Costs about two milliseconds more than open().
  Result<SignedData> open_and_verify(ByteView sealed, std::span<const Certificate> candidates,
                                     Timestamp now, std::size_t max_size = kDefaultMaxSize);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_OPENER_H_
