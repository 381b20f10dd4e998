// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/errors.h"

namespace nightmail::pgp {

Trouble errc_trouble(SealErrc errc) {
  switch (errc) {
    case SealErrc::library:
      return Trouble::environment;
    case SealErrc::expired:
    case SealErrc::revoked:
    case SealErrc::no_encryption_key:
      return Trouble::refused;
    default:
      return Trouble::peer;
  }
}

std::string_view errc_name(SealErrc errc) {
  switch (errc) {
    case SealErrc::not_a_certificate:
      return "pgp.not_a_certificate";
    case SealErrc::certificate_too_large:
      return "pgp.certificate_too_large";
    case SealErrc::has_secret_key:
      return "pgp.has_secret_key";
    case SealErrc::no_encryption_key:
      return "pgp.no_encryption_key";
    case SealErrc::expired:
      return "pgp.expired";
    case SealErrc::revoked:
      return "pgp.revoked";
    case SealErrc::unsupported_algorithm:
      return "pgp.unsupported_algorithm";
    case SealErrc::message_too_large:
      return "pgp.message_too_large";
    case SealErrc::library:
      return "pgp.seal_library";
  }
  return "pgp.unknown";
}

}  // namespace nightmail::pgp
