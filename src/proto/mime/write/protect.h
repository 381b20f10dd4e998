// SPDX-License-Identifier: Apache-2.0
//
// Header protection and PGP/MIME, as far as they are form: which fields go inside the signed or
// encrypted payload, which are shown outside, and the multiparts around. The cryptography is the
// caller's. RFC 9788 §5 (composing; hidden subject, names without outside), RFC 3156 §4-§6.
// Free functions, any thread.

#ifndef NIGHTMAIL_PROTO_MIME_WRITE_PROTECT_H_
#define NIGHTMAIL_PROTO_MIME_WRITE_PROTECT_H_

#include <string>
#include <string_view>

#include "base/random.h"
#include "proto/mime/write/mail.h"

namespace nightmail::mime {

inline constexpr std::string_view kHiddenSubject = "...";

enum class HeaderProtection {
  clear,   // signed only: the same fields inside and outside
  cipher,  // encrypted: outside no subject and no names, and inside what stands outside
};

struct ProtectedMail {
  WrittenFields outer;  // without MIME-Version and Content-Type
  std::string payload;  // the entity to sign or encrypt, with its fields; 7 bit, CRLF
};

struct ProtectOptions {
  HeaderProtection protection = HeaderProtection::cipher;
  // With cipher only, for recipients whose program may not know RFC 9788.
  bool legacy_display = false;
  WrittenFields outer_only;  // such as Autocrypt
  WrittenFields inner_only;  // such as Autocrypt-Gossip; with cipher only
};
// Without Bcc.
[[nodiscard]] ProtectedMail protect_headers(const Mail& mail, const ProtectOptions& options,
                                            Random& random);

// multipart/signed around the payload; `signature` (armored) covers all of `payload`. `micalg` such
// as "pgp-sha512".
[[nodiscard]] std::string signed_message(const ProtectedMail& mail, std::string_view signature,
                                         std::string_view micalg, Random& random);

// multipart/encrypted around the encrypted (and signed) payload, armored.
[[nodiscard]] std::string encrypted_message(const ProtectedMail& mail, std::string_view encrypted,
                                            Random& random);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_WRITE_PROTECT_H_
