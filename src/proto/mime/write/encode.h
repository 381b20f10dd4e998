// SPDX-License-Identifier: Apache-2.0
//
// Content-Transfer-Encodings written: what leaves is 7 bit in lines of at most 76 characters, so
// that no server on the way has a reason to touch it and signatures last (RFC 3156 §3).
// RFC 2045 §6. Stateless; any thread; linear time.

#ifndef NIGHTMAIL_PROTO_MIME_WRITE_ENCODE_H_
#define NIGHTMAIL_PROTO_MIME_WRITE_ENCODE_H_

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace nightmail::mime {

// Lines of 76 characters, each ended by CRLF; nothing for nothing.
[[nodiscard]] std::string base64_lines(ByteView octets);

// `text` has any line ends; they become CRLF. White space at a line's end and "From " at its
// beginning, which servers are known to change, are encoded. Ends with CRLF unless it is empty.
[[nodiscard]] std::string quoted_printable_lines(std::string_view text);

// The same text with CRLF line ends, one at its end included (unless it is empty).
[[nodiscard]] std::string crlf_lines(std::string_view text);

// True if the text can travel as it is: ASCII without controls, lines of at most 76 characters that
// neither end in white space nor begin with "From ".
[[nodiscard]] bool is_safe_7bit(std::string_view text);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_WRITE_ENCODE_H_
