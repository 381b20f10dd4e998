// SPDX-License-Identifier: Apache-2.0
//
// What can go wrong while a secret key is made or read, or a sealed message is opened.

#ifndef NIGHTMAIL_PGP_OPEN_ERRORS_H_
#define NIGHTMAIL_PGP_OPEN_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::pgp {

enum class OpenErrc {
  not_openpgp,        // these bytes are no encrypted OpenPGP message
  not_for_this_key,   // sealed to somebody else, or no key was added
  damaged,            // changed or cut since it was sealed; nothing of it was released
  not_protected,      // encrypted without integrity protection: anyone could have changed it
  is_encrypted,       // where only signed data is expected
  too_large,          // opens to more than the caller allowed, or has too many signatures
  unsupported,        // an algorithm or version that RNP does not know
  not_a_secret_key,   // the bytes hold no OpenPGP secret key
  wrong_passphrase,   // of a protected secret key
  not_a_session_key,  // the text is no "cipher:hex"
  invalid_user_id,    // a name or address that OpenPGP or RFC 5322 cannot carry
  open_library,       // RNP failed for another reason
};

[[nodiscard]] Trouble errc_trouble(OpenErrc errc);
[[nodiscard]] std::string_view errc_name(OpenErrc errc);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_ERRORS_H_
