// SPDX-License-Identifier: Apache-2.0
//
// The first readable words of a message, for a list of messages. Stateless; any thread.

#ifndef NIGHTMAIL_PROTO_MIME_PREVIEW_H_
#define NIGHTMAIL_PROTO_MIME_PREVIEW_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "proto/mime/structure.h"

namespace nightmail::mime {

// One clean line of at most `characters` code points of the text part. Quoted lines and the line
// that introduces them, signatures and invisible padding are left out. At most `source_octets` of
// the encoded body are looked at.
[[nodiscard]] std::string preview_of(const Part& part, std::size_t characters,
                                     std::size_t source_octets);

// The decoded beginning of a text part as UTF-8; HTML stays HTML.
[[nodiscard]] std::string text_of(const Part& part, std::size_t source_octets);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_PREVIEW_H_
