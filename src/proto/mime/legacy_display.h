// SPDX-License-Identifier: Apache-2.0
//
// Legacy display elements: the header fields that a sender repeats on top of an encrypted text for
// programs that can't show protected ones. Those that can leave them out. RFC 9788 §4.5.3.
// Stateless; any thread; linear time.

#ifndef NIGHTMAIL_PROTO_MIME_LEGACY_DISPLAY_H_
#define NIGHTMAIL_PROTO_MIME_LEGACY_DISPLAY_H_

#include <string>
#include <string_view>

#include "proto/mime/structure.h"

namespace nightmail::mime {

// `text`, the decoded text of `part`, without the element if the part says that it has one.
[[nodiscard]] std::string without_legacy_display(const Part& part, std::string text);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_LEGACY_DISPLAY_H_
