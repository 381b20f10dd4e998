// SPDX-License-Identifier: Apache-2.0
//
// Sealer: turns mail into OpenPGP messages that only the owner of a certificate can open. Holds
// nothing that can open them again. docs/formats/sealed-message.md says what comes out, byte by
// byte. Thread-safe: main() makes one and shares it; it must outlive nothing but itself (Recipients
// may outlive it). RFC 4880 §5.1, §5.13, §5.14; RFC 6637.

#ifndef NIGHTMAIL_PGP_SEAL_SEALER_H_
#define NIGHTMAIL_PGP_SEAL_SEALER_H_

#include <initializer_list>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"

namespace nightmail::pgp {

class RecipientKey;

// A certificate, checked and prepared for sealing. A handle: cheap to copy, usable from any thread.
using Recipient = std::shared_ptr<const RecipientKey>;

// The plaintext as pieces that are sealed one after the other, such as trace headers and the
// message: nobody has to join them. Refers to the caller's memory; pass it as an argument only.
class Parts {
 public:
  explicit(false) Parts(std::initializer_list<ByteView> parts)
      : parts_(parts.begin(), parts.size()) {}
  explicit(false) Parts(std::span<const ByteView> parts) : parts_(parts) {}

  [[nodiscard]] std::span<const ByteView> views() const { return parts_; }
  // Octets in all pieces.
  [[nodiscard]] std::uint64_t size() const;

 private:
  std::span<const ByteView> parts_;
};

struct SealedPair {
  Bytes message;
  Bytes summary;
};

class Sealer {
 public:
  // Remembers the `cached_recipients` last used recipients: checking a certificate costs about as
  // much as ten seals.
  Sealer(Random& random, const Clock& clock, std::size_t cached_recipients = 4096);
  ~Sealer();
  Sealer(const Sealer&) = delete;
  Sealer& operator=(const Sealer&) = delete;

  // Reads a certificate (binary or armored) and finds the key to seal to, now. Ask this before mail
  // is accepted: the errors are those of Certificate::parse and Certificate::encryption_key.
  Result<Recipient> recipient(ByteView certificate);

  // One OpenPGP message of the joined parts. Errors: expired (since it was prepared),
  // message_too_large, library.
  Result<Bytes> seal(const Recipient& to, Parts plain);

  // A message and its summary. Both are complete OpenPGP messages; where the key allows it they
  // share one session key, which halves the work (docs/decisions/sealing.md says why that is
  // sound).
  Result<SealedPair> seal_pair(const Recipient& to, Parts message, Parts summary);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_SEAL_SEALER_H_
