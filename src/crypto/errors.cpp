// SPDX-License-Identifier: Apache-2.0
#include "crypto/errors.h"

#include "base/assert.h"

namespace nightmail::crypto {

Trouble errc_trouble(Errc errc) {
  switch (errc) {
    case Errc::open_failed:
    case Errc::bad_signature:
    case Errc::login_failed:
      return Trouble::refused;
    case Errc::stretch_failed:
      return Trouble::transient;
    default:
      return Trouble::peer;
  }
}

std::string_view errc_name(Errc errc) {
  switch (errc) {
    case Errc::bad_encoding:
      return "crypto.bad_encoding";
    case Errc::bad_length:
      return "crypto.bad_length";
    case Errc::bad_element:
      return "crypto.bad_element";
    case Errc::bad_token:
      return "crypto.bad_token";
    case Errc::open_failed:
      return "crypto.open_failed";
    case Errc::unknown_version:
      return "crypto.unknown_version";
    case Errc::bad_signature:
      return "crypto.bad_signature";
    case Errc::login_failed:
      return "crypto.login_failed";
    case Errc::stretch_failed:
      return "crypto.stretch_failed";
    case Errc::phrase_length:
      return "crypto.phrase_length";
    case Errc::phrase_word_unknown:
      return "crypto.phrase_word_unknown";
    case Errc::phrase_checksum:
      return "crypto.phrase_checksum";
  }
  NM_ASSERT(false);
}

}  // namespace nightmail::crypto
