// SPDX-License-Identifier: Apache-2.0
#include "client/read/inline_pgp.h"

#include <algorithm>
#include <array>

#include "proto/mime/charset.h"
#include "proto/mime/message_view.h"
#include "proto/mime/preview.h"
#include "proto/mime/structure.h"
#include "proto/mime/text.h"
#include "proto/mime/write/entity.h"

namespace nightmail::client {
namespace {

constexpr std::string_view kEncryptedHead = "-----BEGIN PGP MESSAGE-----";
constexpr std::string_view kEncryptedTail = "-----END PGP MESSAGE-----";
constexpr std::string_view kSignedHead = "-----BEGIN PGP SIGNED MESSAGE-----";
constexpr std::string_view kSignedTail = "-----END PGP SIGNATURE-----";
// Never in base64 or quoted-printable; what is built here does not leave this process.
constexpr std::string_view kBoundary = "=_nightmail-opened";
constexpr std::array<std::string_view, 3> kSealedNames{".pgp", ".gpg", ".asc"};

std::size_t line_start(std::string_view text, std::string_view head) {
  if (text.starts_with(head)) return 0;
  const std::size_t at = text.find("\n" + std::string(head));
  return at == std::string_view::npos ? at : at + 1;
}

std::optional<InlineBlock> cut(std::string_view text, std::string_view head,
                               std::string_view tail) {
  const std::size_t start = line_start(text, head);
  if (start == std::string_view::npos) return std::nullopt;
  const std::size_t end = text.find(tail, start);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(end + tail.size());
  InlineBlock block;
  block.armored = std::string(text.substr(start, end + tail.size() - start)) + "\n";
  block.has_more = !mime::trim(text.substr(0, start)).empty() || !mime::trim(rest).empty();
  return block;
}

const mime::Part* text_part(const mime::Structure& structure) {
  const mime::Roles roles = mime::assign_roles(structure);
  for (const mime::Part* part : roles.text) {
    if (part->type == "text/plain") return part;
  }
  return nullptr;
}

// As text_of() for the armor, but untouched: signatures cover octets, not characters.
std::string octets_of(const mime::Part& part) {
  return mime::decode(part.body, part.encoding);
}

mime::Entity text_entity_of(const mime::Part* part, std::string_view text) {
  const std::string_view charset =
      part == nullptr ? std::string_view() : part->content_type.get("charset");
  return mime::text_entity("plain",
                           mime::charset_to_utf8(text, mime::is_utf8(text) ? "" : charset));
}

std::string_view without_seal(std::string_view name) {
  for (const std::string_view end : kSealedNames) {
    if (mime::to_lower(name).ends_with(end)) return name.substr(0, name.size() - end.size());
  }
  return {};
}

mime::Entity file_of(const mime::ViewAttachment& about, ByteView content, const OpenFile& open) {
  const std::string_view inner_name = without_seal(about.name);
  if (!inner_name.empty()) {
    if (const auto opened = open(content)) {
      return mime::file_entity({std::string(inner_name), {}, {}, false}, *opened);
    }
  }
  return mime::file_entity({about.name, about.type, {}, false}, content);
}

}  // namespace

std::optional<InlineBlock> find_inline(std::string_view message) {
  if (message.find("-----BEGIN PGP ") == std::string_view::npos &&
      message.find("LS0tLS1CRUdJTiBQR1") == std::string_view::npos) {  // the same in base64
    return std::nullopt;
  }
  const mime::Structure structure = mime::parse_structure(message, {});
  const mime::Part* const part = text_part(structure);
  if (part == nullptr) return std::nullopt;
  const std::string text = octets_of(*part);
  auto block = cut(text, kEncryptedHead, kEncryptedTail);
  if (block) {
    block->encrypted = true;
    return block;
  }
  return cut(text, kSignedHead, kSignedTail);
}

PlainBytes with_inline_text(std::string_view message, std::string_view text,
                            const OpenFile& open_file) {
  const mime::Structure structure = mime::parse_structure(message, {});
  const mime::MessageView view = mime::view_message(as_bytes(message));
  std::vector<mime::Entity> parts;
  parts.push_back(text_entity_of(text_part(structure), text));
  for (std::size_t i = 0; i < view.attachments.size(); ++i) {
    const auto content = mime::attachment_bytes(as_bytes(message), i);
    if (content.ok()) parts.push_back(file_of(view.attachments[i], *content, open_file));
  }
  std::string result;
  for (const mime::Field& field : structure.header.fields) {
    if (mime::equals_ignore_case(field.name.substr(0, 8), "Content-")) continue;
    result.append(field.name).append(": ").append(mime::trim(field.value)).append("\r\n");
  }
  const bool alone = parts.size() == 1;
  result += (alone ? std::move(parts.front())
                   : mime::multipart_entity("mixed", std::move(parts), kBoundary))
                .print();
  return {result.begin(), result.end()};
}

}  // namespace nightmail::client
