// SPDX-License-Identifier: Apache-2.0
//
// Unwrapping: takes the end-to-end protection off an opened message: PGP/MIME encrypted and signed
// in any order, inline PGP, and header fields from inside. Reads hostile input; bounded in depth,
// size and time; nothing that was outside the protection is passed off as inside. Free functions,
// one thread at a time. RFC 3156, RFC 1847, RFC 9788 §4, RFC 4880 §7.

#ifndef NIGHTMAIL_CLIENT_READ_UNWRAP_H_
#define NIGHTMAIL_CLIENT_READ_UNWRAP_H_

#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/secret.h"
#include "pgp/open/secret_key.h"
#include "pgp/open/signature.h"
#include "pgp/seal/certificate.h"

namespace nightmail::client {

struct UnwrapKeys {
  std::span<const pgp::SecretKey> own;       // open it
  std::span<const pgp::Certificate> sender;  // may have signed it
  Timestamp now;
};

struct Unwrapped {
  // The message to show: what was inside under the header fields that count. The message itself
  // where nothing protects it.
  PlainBytes message;
  bool encrypted = false;
  bool is_signed = false;         // it carries signatures, whatever they are worth
  bool protected_fields = false;  // the header fields come from inside
  bool other_sender = false;      // inside is another From than outside: the outer one is shown
  bool left_out = false;          // text outside the protection is not shown
  std::vector<pgp::Signature> signatures;
  std::string failure;  // why it did not open; empty if it did
};

inline constexpr std::size_t kMaxUnwrapped = std::size_t{128} << 20;

// Never fails: what does not open stays as it is, and `failure` says why.
[[nodiscard]] Unwrapped unwrap(ByteView message, const UnwrapKeys& keys,
                               std::size_t max_size = kMaxUnwrapped);

// True if there is something to unwrap, judged by the outermost layer.
[[nodiscard]] bool is_wrapped(ByteView message);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_READ_UNWRAP_H_
