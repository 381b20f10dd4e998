// SPDX-License-Identifier: Apache-2.0
//
// What can go wrong in crypto/. Contexts never hold key material, passwords or words of a phrase.

#ifndef NIGHTMAIL_CRYPTO_ERRORS_H_
#define NIGHTMAIL_CRYPTO_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::crypto {

enum class Errc {
  bad_encoding,         // base64, base64url or hex that is not canonical
  bad_length,           // a message or key of the wrong size
  bad_element,          // not a canonical, non-identity ristretto255 element, or not a scalar
  bad_token,            // a bearer token that cannot be one of ours
  open_failed,          // sealed bytes: wrong key, wrong purpose, or altered
  unknown_version,      // sealed bytes: a version byte that this program does not know
  bad_signature,        // recovery proof does not verify
  login_failed,         // OPAQUE: wrong password, unknown account or a server that lacks the record
  stretch_failed,       // Argon2id could not get its memory
  phrase_length,        // recovery phrase: not 24 words
  phrase_word_unknown,  // recovery phrase: a word that is not in the list
  phrase_checksum,      // recovery phrase: all words known, but not this combination
};

[[nodiscard]] Trouble errc_trouble(Errc errc);
[[nodiscard]] std::string_view errc_name(Errc errc);

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_ERRORS_H_
