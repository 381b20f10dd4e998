// SPDX-License-Identifier: Apache-2.0
//
// Entity: a MIME entity that is being built: text, a file, or a multipart of others. A value; all
// of it is 7 bit with CRLF line ends. RFC 2045, RFC 2046, RFC 2183, RFC 2387 (related).

#ifndef NIGHTMAIL_PROTO_MIME_WRITE_ENTITY_H_
#define NIGHTMAIL_PROTO_MIME_WRITE_ENTITY_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "proto/mime/write/field.h"

namespace nightmail::mime {

struct Entity {
  std::string type;                          // "text/plain"
  std::vector<WrittenParameter> parameters;  // of the Content-Type field
  WrittenFields fields;                      // the other Content-* fields
  std::string body;                          // encoded; ends with CRLF, or is empty

  // Content-Type, the other fields, an empty line, the body.
  [[nodiscard]] std::string print() const;
  // The Content-Type field and the others, without the empty line.
  [[nodiscard]] WrittenFields header() const;
};

// `subtype` "plain" or "html". The lightest encoding that is safe is taken.
[[nodiscard]] Entity text_entity(std::string_view subtype, std::string_view text);

struct FileEntity {
  std::string name;        // may be empty
  std::string type;        // "image/png"; anything that is no type becomes application/octet-stream
  std::string content_id;  // without angle brackets; may be empty
  bool is_inline = false;
};
// base64; message/rfc822 as it is where it may be (RFC 2046 §5.2.1), else as octets.
[[nodiscard]] Entity file_entity(const FileEntity& about, ByteView content);

// "=_" and 32 random hex digits: can't stand in base64 or quoted-printable (RFC 2045 §6.7).
[[nodiscard]] std::string new_boundary(Random& random);

// `subtype` "mixed", "alternative", "related"...; takes the parts apart to save memory.
[[nodiscard]] Entity multipart_entity(std::string_view subtype, std::vector<Entity> parts,
                                      std::string_view boundary);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_WRITE_ENTITY_H_
