// SPDX-License-Identifier: Apache-2.0
//
// A header block cut into fields, and the body behind it. The views point into the message.
// Accepts CRLF and bare LF line ends, and leaves out lines that are no fields. RFC 5322 §2.2.
// Stateless; any thread; linear time.

#ifndef NIGHTMAIL_PROTO_MIME_HEADER_H_
#define NIGHTMAIL_PROTO_MIME_HEADER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nightmail::mime {

struct Field {
  std::string_view name;   // without white space around it
  std::string_view value;  // raw: may be folded and may hold any octets
};

struct HeaderBlock {
  std::vector<Field> fields;
  std::size_t body = 0;    // offset of the first octet behind the empty line, or the end
  bool truncated = false;  // fields beyond the limits were skipped

  // The first field of this name (any case), or nullptr.
  [[nodiscard]] const Field* find(std::string_view name) const;
  // Its value, or an empty view.
  [[nodiscard]] std::string_view value(std::string_view name) const;
};

struct HeaderLimits {
  std::size_t fields = 1000;
  std::size_t octets = 256 * 1024;
};

// Offset behind the line that starts at `from` (its line end included).
[[nodiscard]] std::size_t next_line(std::string_view text, std::size_t from);

[[nodiscard]] HeaderBlock parse_header(std::string_view text, const HeaderLimits& limits);

// The value without its line ends. RFC 5322 §2.2.3.
[[nodiscard]] std::string_view unfold(std::string_view value, std::string& storage);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_HEADER_H_
