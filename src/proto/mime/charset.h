// SPDX-License-Identifier: Apache-2.0
//
// Conversion of named charsets to UTF-8, for a fixed list of them. iconv knows hundreds more, each
// a module that it loads from disk when a sender says its name; the server shall not open those
// doors. Stateless; any thread.

#ifndef NIGHTMAIL_PROTO_MIME_CHARSET_H_
#define NIGHTMAIL_PROTO_MIME_CHARSET_H_

#include <string>
#include <string_view>

namespace nightmail::mime {

// True for a name or alias that is on the list (any case).
[[nodiscard]] bool is_known_charset(std::string_view name);

// Valid UTF-8; what can't be converted becomes U+FFFD. An unknown name, "us-ascii" and an empty
// name mean UTF-8 or, failing that, windows-1252. A sequence cut off at the end is dropped.
[[nodiscard]] std::string charset_to_utf8(std::string_view octets, std::string_view charset);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_CHARSET_H_
