// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/errors.h"

namespace nightmail::mime {

Trouble errc_trouble(Errc errc) {
  return errc == Errc::no_such_attachment ? Trouble::refused : Trouble::peer;
}

std::string_view errc_name(Errc errc) {
  switch (errc) {
    case Errc::too_large:
      return "mime.too_large";
    case Errc::bad_json:
      return "mime.bad_json";
    case Errc::bad_field:
      return "mime.bad_field";
    case Errc::unknown_version:
      return "mime.unknown_version";
    case Errc::no_such_attachment:
      return "mime.no_such_attachment";
  }
  return "mime.unknown";
}

}  // namespace nightmail::mime
