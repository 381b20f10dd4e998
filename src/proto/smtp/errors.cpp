// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/errors.h"

namespace nightmail::smtp {

Trouble errc_trouble(Errc) {
  return Trouble::peer;
}

std::string_view errc_name(Errc errc) {
  switch (errc) {
    case Errc::bad_address:
      return "smtp.bad_address";
    case Errc::address_too_long:
      return "smtp.address_too_long";
    case Errc::bad_argument:
      return "smtp.bad_argument";
    case Errc::bad_parameter:
      return "smtp.bad_parameter";
    case Errc::unknown_parameter:
      return "smtp.unknown_parameter";
  }
  return "smtp.unknown";
}

}  // namespace nightmail::smtp
