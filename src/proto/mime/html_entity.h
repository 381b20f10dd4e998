// SPDX-License-Identifier: Apache-2.0
//
// Character references of HTML: all numeric ones, and the named ones that mail uses. Unknown names
// stay as they are written. Stateless; any thread.

#ifndef NIGHTMAIL_PROTO_MIME_HTML_ENTITY_H_
#define NIGHTMAIL_PROTO_MIME_HTML_ENTITY_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace nightmail::mime {

// text[at] is '&'. Appends what it stands for and returns the offset behind it.
std::size_t append_entity(std::string_view text, std::size_t at, std::string& to);

[[nodiscard]] std::string decode_entities(std::string_view text);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_HTML_ENTITY_H_
