// SPDX-License-Identifier: Apache-2.0
//
// What can go wrong with a message or a stored summary. Parsing a message itself never fails:
// broken MIME yields what can be had of it.

#ifndef NIGHTMAIL_PROTO_MIME_ERRORS_H_
#define NIGHTMAIL_PROTO_MIME_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::mime {

enum class Errc {
  too_large,           // more bytes than the limit allows
  bad_json,            // not JSON, nested too deep, or not an object
  bad_field,           // a known key holds a value of the wrong shape or beyond its limit
  unknown_version,     // "v" is missing or newer than this code
  no_such_attachment,  // the index is beyond the attachments of the message
};

[[nodiscard]] Trouble errc_trouble(Errc errc);
[[nodiscard]] std::string_view errc_name(Errc errc);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_ERRORS_H_
