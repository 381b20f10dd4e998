// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/write/entity.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "proto/mime/text.h"
#include "proto/mime/write/encode.h"

namespace nightmail::mime {
namespace {

constexpr std::string_view kAnyFile = "application/octet-stream";

bool is_media_type(std::string_view type) {
  const auto is_sign = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '+' || c == '.' ||
           c == '_';
  };
  const std::size_t slash = type.find('/');
  if (slash == 0 || slash == std::string_view::npos || slash + 1 == type.size()) return false;
  const std::string_view major = type.substr(0, slash);
  const std::string_view minor = type.substr(slash + 1);
  return type.size() <= 100 && major != "multipart" &&
         std::all_of(major.begin(), major.end(), is_sign) &&
         std::all_of(minor.begin(), minor.end(), is_sign);
}

// A third of the characters beyond ASCII: base64 is shorter then, and as unreadable.
bool is_mostly_beyond_ascii(std::string_view text) {
  const auto beyond = std::count_if(text.begin(), text.end(), [](char c) { return c < 0; });
  return static_cast<std::size_t>(beyond) * 3 > text.size();
}

WrittenField transfer_encoding(std::string_view name) {
  return {"Content-Transfer-Encoding", std::string(name)};
}

// An attached message must not be encoded, so it must be safe as it is.
bool can_stand_as_message(std::string_view type, ByteView content) {
  return type == "message/rfc822" && is_safe_7bit(as_text(content)) &&
         crlf_lines(as_text(content)) == as_text(content);
}

}  // namespace

WrittenFields Entity::header() const {
  WrittenFields all{parameter_field("Content-Type", type, parameters)};
  all.insert(all.end(), fields.begin(), fields.end());
  return all;
}

std::string Entity::print() const {
  return print_fields(header()) + "\r\n" + body;
}

Entity text_entity(std::string_view subtype, std::string_view text) {
  Entity entity{"text/" + std::string(subtype), {{"charset", "utf-8"}}, {}, {}};
  const std::string valid = to_valid_utf8(text);
  if (is_safe_7bit(valid)) {
    entity.fields.push_back(transfer_encoding("7bit"));
    entity.body = crlf_lines(valid);
  } else if (is_mostly_beyond_ascii(valid)) {
    entity.fields.push_back(transfer_encoding("base64"));
    entity.body = base64_lines(as_bytes(crlf_lines(valid)));
  } else {
    entity.fields.push_back(transfer_encoding("quoted-printable"));
    entity.body = quoted_printable_lines(valid);
  }
  return entity;
}

Entity file_entity(const FileEntity& about, ByteView content) {
  std::string type = to_lower(about.type);
  const bool as_message = can_stand_as_message(type, content);
  if (!is_media_type(type) || (type.starts_with("message/") && !as_message)) type = kAnyFile;
  Entity entity{type, {}, {}, {}};
  std::vector<WrittenParameter> named;
  if (const std::string name = clean_file_name(about.name, 200); !name.empty()) {
    named.push_back({"filename", name});
  }
  entity.fields.push_back(
      parameter_field("Content-Disposition", about.is_inline ? "inline" : "attachment", named));
  if (!about.content_id.empty()) {
    entity.fields.push_back(ids_field("Content-ID", std::vector{about.content_id}));
  }
  entity.fields.push_back(transfer_encoding(as_message ? "7bit" : "base64"));
  entity.body = as_message ? to_string(content) : base64_lines(content);
  return entity;
}

std::string new_boundary(Random& random) {
  return "=_" + crypto::hex_encode(random.array<16>());
}

Entity multipart_entity(std::string_view subtype, std::vector<Entity> parts,
                        std::string_view boundary) {
  Entity whole{"multipart/" + std::string(subtype), {{"boundary", std::string(boundary)}}, {}, {}};
  for (Entity& part : parts) {
    whole.body.append("--").append(boundary).append("\r\n").append(print_fields(part.header()));
    whole.body.append("\r\n").append(part.body).append("\r\n");  // this end is the delimiter's
    part.body = std::string();
  }
  whole.body.append("--").append(boundary).append("--\r\n");
  return whole;
}

}  // namespace nightmail::mime
