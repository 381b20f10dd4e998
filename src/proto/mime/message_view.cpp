// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/message_view.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "proto/mime/encoded_word.h"
#include "proto/mime/errors.h"
#include "proto/mime/flowed.h"
#include "proto/mime/html_text.h"
#include "proto/mime/preview.h"
#include "proto/mime/structure.h"
#include "proto/mime/text.h"

namespace nightmail::mime {
namespace {

constexpr std::size_t kMaxFileName = 200;
constexpr std::size_t kMaxValue = 64 * 1024;

StructureLimits structure_limits(const ViewLimits& limits) {
  StructureLimits result;
  result.parts = limits.parts;
  result.depth = limits.depth;
  result.field_octets = limits.field_octets;
  result.header = {limits.header_fields, limits.header_octets};
  return result;
}

std::string plain_text(const Part& part, const std::string& text) {
  if (!equals_ignore_case(part.content_type.get("format"), "flowed"))
    return with_plain_line_ends(text);
  return unfold_flowed(text, equals_ignore_case(part.content_type.get("delsp"), "yes"));
}

std::string_view extension_for(std::string_view type) {
  struct Known {
    std::string_view type, extension;
  };
  constexpr Known kKnown[] = {
      {"text/plain", ".txt"},      {"text/html", ".html"},
      {"text/calendar", ".ics"},   {"image/png", ".png"},
      {"image/jpeg", ".jpg"},      {"image/gif", ".gif"},
      {"application/pdf", ".pdf"}, {"message/rfc822", ".eml"},
      {"message/global", ".eml"},  {"application/pgp-keys", ".asc"},
  };
  for (const Known& known : kKnown)
    if (known.type == type) return known.extension;
  return ".bin";
}

bool is_message(const Part& part) {
  return part.type == "message/rfc822" || part.type == "message/global";
}

// A name that is safe to create a file with: never hidden, never like an option.
std::string file_name(const Part& part, std::size_t index) {
  std::string name = clean_file_name(part.file_name(), kMaxFileName);
  if (name.empty()) {
    name = "attachment-" + std::to_string(index + 1);
    name += extension_for(part.type);
  }
  if (name.front() == '.' || name.front() == '-') name.front() = '_';
  return name;
}

ViewAttachment attachment_of(const Part& part, std::size_t index) {
  ViewAttachment result;
  result.name = file_name(part, index);
  result.type = part.type;
  result.size = decoded_size(part.body, part.encoding);
  result.content_id = part.content_id;
  result.is_inline = part.disposition.value == "inline" ||
                     (!part.content_id.empty() && part.disposition.value != "attachment");
  return result;
}

class Viewer {
 public:
  explicit Viewer(const ViewLimits& limits) : limits_(limits) {}

  MessageView view(std::string_view message) {
    const Structure structure = parse_structure(message, structure_limits(limits_));
    for (const Field& field : structure.header.fields) add_header(field);
    const Roles roles = assign_roles(structure);
    for (std::size_t i = 0; i < roles.attachments.size(); ++i)
      view_.attachments.push_back(attachment_of(*roles.attachments[i], i));
    view_.truncated = view_.truncated || structure.truncated;
    add_content(structure, roles, 0);
    return std::move(view_);
  }

 private:
  void add_header(const Field& field) {
    const auto raw = field.value.substr(0, limits_.field_octets);
    view_.headers.push_back(
        {clean_line(field.name, 200), clean_line(decode_header_text(raw), kMaxValue)});
  }

  void add_content(const Structure& structure, const Roles& roles, std::size_t depth) {
    for (const Part* part : roles.text) add_part(*part);
    if (roles.text.empty() && structure.parts.size() == 1 && structure.parts[0].is_multipart)
      add_part(structure.parts[0]);
    for (const Part* part : roles.attachments)
      if (is_message(*part)) add_nested(*part, depth);
  }

  void add_part(const Part& part) {
    const std::string source = text_of(part, part.body.size());
    if (part.type == "text/html") {
      view_.text_is_from_html = true;
      HtmlTextOptions options;
      options.max_octets = room() + 1;
      add_text(html_to_text(source, options));
    } else {
      add_text(plain_text(part, source));
    }
  }

  void add_nested(const Part& part, std::size_t depth) {
    if (depth >= limits_.nested_messages || room() == 0) {
      view_.truncated = true;
      return;
    }
    const std::string decoded =
        part.encoding == Encoding::identity ? std::string() : decode(part.body, part.encoding);
    const std::string_view message = decoded.empty() ? part.body : std::string_view(decoded);
    const Structure structure = parse_structure(message, structure_limits(limits_));
    view_.truncated = view_.truncated || structure.truncated;
    std::string title = "---------- Attached message ----------\n";
    for (const std::string_view name : {"From", "To", "Date", "Subject"}) {
      const auto raw = structure.header.value(name).substr(0, limits_.field_octets);
      if (raw.empty()) continue;
      title += std::string(name) + ": " + clean_line(decode_header_text(raw), 1000) + "\n";
    }
    add_text(title);
    add_content(structure, assign_roles(structure), depth + 1);
  }

  [[nodiscard]] std::size_t room() const {
    return limits_.text_octets - std::min(limits_.text_octets, view_.text.size());
  }

  // Each piece stands apart by an empty line.
  void add_text(std::string text) {
    if (trim(text).empty()) return;
    if (!view_.text.empty()) view_.text += '\n';
    if (truncate_utf8(text, room())) view_.truncated = true;
    view_.text += text;
    if (!view_.text.empty() && !view_.text.ends_with('\n')) view_.text += '\n';
  }

  const ViewLimits& limits_;
  MessageView view_;
};

}  // namespace

std::string MessageView::header(std::string_view name) const {
  for (const DisplayHeader& h : headers)
    if (equals_ignore_case(h.name, name)) return h.value;
  return {};
}

MessageView view_message(ByteView message, const ViewLimits& limits) {
  return Viewer(limits).view(as_text(message));
}

Result<PlainBytes> attachment_bytes(ByteView message, std::size_t index, const ViewLimits& limits) {
  const Structure structure = parse_structure(as_text(message), structure_limits(limits));
  const Roles roles = assign_roles(structure);
  if (index >= roles.attachments.size()) return Error(Errc::no_such_attachment);
  const Part& part = *roles.attachments[index];
  if (part.encoding == Encoding::identity) {
    const ByteView body = as_bytes(part.body);
    return PlainBytes(body.begin(), body.end());
  }
  std::string decoded = decode(part.body, part.encoding);
  PlainBytes result(decoded.begin(), decoded.end());
  explicit_bzero(decoded.data(), decoded.size());
  return result;
}

}  // namespace nightmail::mime
