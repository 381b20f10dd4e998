// SPDX-License-Identifier: Apache-2.0
//
// The MIME structure of a message as a flat list of parts, found in one pass over its lines.
// Nothing is decoded but the few header fields of each part; the views point into the message.
// Attached messages (message/rfc822) are leaves. RFC 2045, RFC 2046 §5.1. Stateless; any thread;
// linear time and bounded memory whatever the message holds.

#ifndef NIGHTMAIL_PROTO_MIME_STRUCTURE_H_
#define NIGHTMAIL_PROTO_MIME_STRUCTURE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "proto/mime/header.h"
#include "proto/mime/parameters.h"
#include "proto/mime/transfer.h"

namespace nightmail::mime {

struct Part {
  std::string type;  // lower case: "text/plain"
  ParameterValue content_type;
  ParameterValue disposition;
  std::string content_id;  // without angle brackets
  Encoding encoding = Encoding::identity;
  std::string_view body;  // still encoded; of a multipart: everything between its delimiters
  int parent = -1;        // index of the multipart around it
  bool is_multipart = false;

  [[nodiscard]] bool is_text() const { return type == "text/plain" || type == "text/html"; }
  // As written by the sender, valid UTF-8, not cleaned; may be empty.
  [[nodiscard]] std::string_view file_name() const;
};

struct StructureLimits {
  std::size_t parts = 200;
  std::size_t depth = 20;
  std::size_t field_octets = 16 * 1024;
  HeaderLimits header;
};

struct Structure {
  HeaderBlock header;
  std::vector<Part> parts;  // in order; parts[0] is the whole message
  bool truncated = false;

  [[nodiscard]] const Part& parent_of(const Part& part) const {
    return parts[static_cast<std::size_t>(part.parent)];
  }
};

[[nodiscard]] Structure parse_structure(std::string_view message, const StructureLimits& limits);

// Which leaves are the readable text and which are attachments. Of alternatives the plain text is
// taken where there is any, else the HTML. Signatures and control parts of signed and encrypted
// messages are neither.
struct Roles {
  std::vector<const Part*> text;
  std::vector<const Part*> attachments;
};
[[nodiscard]] Roles assign_roles(const Structure& structure);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_STRUCTURE_H_
