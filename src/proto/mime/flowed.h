// SPDX-License-Identifier: Apache-2.0
//
// format=flowed text put together again: paragraphs on one line, quotes kept. RFC 3676.
// Stateless; any thread; linear time.

#ifndef NIGHTMAIL_PROTO_MIME_FLOWED_H_
#define NIGHTMAIL_PROTO_MIME_FLOWED_H_

#include <string>
#include <string_view>

namespace nightmail::mime {

// `delete_space`: the DelSp=yes parameter, §4.1. Lines of the result end with \n.
[[nodiscard]] std::string unfold_flowed(std::string_view text, bool delete_space);

// CRLF and lone CR become \n.
[[nodiscard]] std::string with_plain_line_ends(std::string_view text);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_FLOWED_H_
