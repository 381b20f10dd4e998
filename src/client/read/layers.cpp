// SPDX-License-Identifier: Apache-2.0
#include "client/read/layers.h"

#include <algorithm>

#include "proto/mime/structure.h"
#include "proto/mime/text.h"
#include "proto/mime/transfer.h"

namespace nightmail::client {
namespace {

using mime::Part;
using mime::Structure;

// The children of the outermost part.
std::vector<const Part*> children(const Structure& structure) {
  std::vector<const Part*> found;
  for (const Part& part : structure.parts) {
    if (part.parent == 0) found.push_back(&part);
  }
  return found;
}

bool protocol_is(const Structure& structure, std::string_view protocol) {
  return mime::equals_ignore_case(structure.parts[0].content_type.get("protocol"), protocol);
}

// Signatures cover CRLF; a message that was imported from a file may have lost the CR.
std::string with_crlf(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) result += '\r';
    result += text[i];
  }
  return result;
}

bool is_delimiter(std::string_view line, std::string_view boundary) {
  if (!line.starts_with("--") || !line.substr(2).starts_with(boundary)) return false;
  return mime::trim(line.substr(2 + boundary.size())).empty();
}

// The first part of a multipart's body, with its header, without the line end that belongs to the
// delimiter behind it (RFC 2046 §5.1.1).
std::string_view first_part(std::string_view body, std::string_view boundary) {
  std::size_t at = 0;
  while (at < body.size()) {
    const std::size_t next = mime::next_line(body, at);
    const bool found = is_delimiter(body.substr(at, next - at), boundary);
    at = next;
    if (found) break;
  }
  const std::size_t start = at;
  while (at < body.size() &&
         !is_delimiter(body.substr(at, mime::next_line(body, at) - at), boundary)) {
    at = mime::next_line(body, at);
  }
  std::string_view part = body.substr(start, at - start);
  if (part.ends_with('\n')) part.remove_suffix(1);
  if (part.ends_with('\r')) part.remove_suffix(1);
  return part;
}

Layers encrypted(const Structure& structure) {
  const auto parts = children(structure);
  if (parts.size() != 2 || parts[0]->type != "application/pgp-encrypted") return {};
  return {LayerKind::encrypted, mime::decode(parts[1]->body, parts[1]->encoding), {}};
}

Layers signed_part(const Structure& structure) {
  const auto parts = children(structure);
  if (parts.size() != 2 || parts[1]->type != "application/pgp-signature") return {};
  const Part& whole = structure.parts[0];
  const std::string boundary(mime::trim(whole.content_type.get("boundary")));
  return {LayerKind::signed_part, mime::decode(parts[1]->body, parts[1]->encoding),
          with_crlf(first_part(whole.body, boundary))};
}

}  // namespace

Layers read_layers(std::string_view message) {
  const Structure structure = mime::parse_structure(message, {});
  if (!structure.parts[0].is_multipart) return {};
  const std::string& type = structure.parts[0].type;
  if (type == "multipart/encrypted" && protocol_is(structure, "application/pgp-encrypted")) {
    return encrypted(structure);
  }
  if (type == "multipart/signed" && protocol_is(structure, "application/pgp-signature")) {
    return signed_part(structure);
  }
  return {};
}

}  // namespace nightmail::client
