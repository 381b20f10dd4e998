// SPDX-License-Identifier: Apache-2.0
//
// The readable text of HTML mail, without building a tree: one pass over the tags, which keeps
// memory and time bounded on anything. Scripts, styles and comments are dropped, nothing is
// fetched. Why not libxml2: docs/decisions/summary.md. Stateless; any thread; linear time.

#ifndef NIGHTMAIL_PROTO_MIME_HTML_TEXT_H_
#define NIGHTMAIL_PROTO_MIME_HTML_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace nightmail::mime {

struct HtmlTextOptions {
  bool links = true;   // "text <https://…>", where the text is not the address itself
  bool quotes = true;  // blockquotes as "> " lines; false drops them
  std::size_t max_octets = static_cast<std::size_t>(-1);  // of the result; the rest is not read
};

// `html` is valid UTF-8. The result is valid UTF-8, its lines end with \n.
[[nodiscard]] std::string html_to_text(std::string_view html, const HtmlTextOptions& options = {});

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_HTML_TEXT_H_
