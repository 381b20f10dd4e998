// SPDX-License-Identifier: Apache-2.0
#include "proto/webauthn/errors.h"

namespace nightmail::webauthn {

Trouble errc_trouble(Errc) {
  return Trouble::peer;
}

std::string_view errc_name(Errc errc) {
  switch (errc) {
    case Errc::malformed:
      return "webauthn.malformed";
    case Errc::unsupported_key:
      return "webauthn.unsupported_key";
    case Errc::wrong_site:
      return "webauthn.wrong_site";
    case Errc::not_present:
      return "webauthn.not_present";
    case Errc::bad_signature:
      return "webauthn.bad_signature";
  }
  return "webauthn.unknown";
}

}  // namespace nightmail::webauthn
