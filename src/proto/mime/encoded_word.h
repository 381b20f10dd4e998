// SPDX-License-Identifier: Apache-2.0
//
// Encoded words in header text, and raw 8-bit text (RFC 2047, RFC 6532). Stateless; any thread.

#ifndef NIGHTMAIL_PROTO_MIME_ENCODED_WORD_H_
#define NIGHTMAIL_PROTO_MIME_ENCODED_WORD_H_

#include <string>
#include <string_view>

namespace nightmail::mime {

// Unfolds and decodes. Valid UTF-8 that may hold control characters: see clean_line(). Words that
// are not well formed stay as they are; words of one charset are joined before conversion, because
// many senders cut inside a character. Linear time.
[[nodiscard]] std::string decode_header_text(std::string_view value);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_ENCODED_WORD_H_
