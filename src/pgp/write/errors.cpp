// SPDX-License-Identifier: Apache-2.0
#include "pgp/write/errors.h"

namespace nightmail::pgp {

Trouble errc_trouble(WriteErrc errc) {
  return errc == WriteErrc::write_library ? Trouble::environment : Trouble::refused;
}

std::string_view errc_name(WriteErrc errc) {
  switch (errc) {
    case WriteErrc::cannot_sign:
      return "pgp.cannot_sign";
    case WriteErrc::no_signer:
      return "pgp.no_signer";
    case WriteErrc::no_recipient:
      return "pgp.no_recipient";
    case WriteErrc::empty_password:
      return "pgp.empty_password";
    case WriteErrc::write_library:
      return "pgp.write_library";
  }
  return "pgp.unknown";
}

}  // namespace nightmail::pgp
