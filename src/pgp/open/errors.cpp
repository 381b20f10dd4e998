// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/errors.h"

namespace nightmail::pgp {

Trouble errc_trouble(OpenErrc errc) {
  switch (errc) {
    case OpenErrc::open_library:
      return Trouble::environment;
    case OpenErrc::not_for_this_key:
    case OpenErrc::too_large:
    case OpenErrc::wrong_passphrase:
      return Trouble::refused;
    default:
      return Trouble::peer;
  }
}

std::string_view errc_name(OpenErrc errc) {
  switch (errc) {
    case OpenErrc::not_openpgp:
      return "pgp.not_openpgp";
    case OpenErrc::not_for_this_key:
      return "pgp.not_for_this_key";
    case OpenErrc::damaged:
      return "pgp.damaged";
    case OpenErrc::not_protected:
      return "pgp.not_protected";
    case OpenErrc::is_encrypted:
      return "pgp.is_encrypted";
    case OpenErrc::too_large:
      return "pgp.too_large";
    case OpenErrc::unsupported:
      return "pgp.unsupported";
    case OpenErrc::not_a_secret_key:
      return "pgp.not_a_secret_key";
    case OpenErrc::wrong_passphrase:
      return "pgp.wrong_passphrase";
    case OpenErrc::not_a_session_key:
      return "pgp.not_a_session_key";
    case OpenErrc::invalid_user_id:
      return "pgp.invalid_user_id";
    case OpenErrc::open_library:
      return "pgp.open_library";
  }
  return "pgp.unknown";
}

}  // namespace nightmail::pgp
