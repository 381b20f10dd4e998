// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/structure.h"

#include "proto/mime/text.h"

namespace nightmail::mime {
namespace {

constexpr std::size_t kMaxBoundary = 200;  // RFC 2046 allows 70

std::string_view trim_end(std::string_view line) {
  while (!line.empty() &&
         (line.back() == '\n' || line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
    line.remove_suffix(1);
  return line;
}

std::string_view without_last_line_end(std::string_view body) {
  if (body.ends_with('\n')) body.remove_suffix(1);
  if (body.ends_with('\r')) body.remove_suffix(1);
  return body;
}

std::string_view bounded(std::string_view value, std::size_t limit) {
  return value.substr(0, limit);
}

std::string without_angles(std::string_view value) {
  value = trim(value);
  if (value.starts_with('<')) value.remove_prefix(1);
  if (value.ends_with('>')) value.remove_suffix(1);
  return clean_line(value, 200);
}

// RFC 2045 §5.2: text/plain where nothing (or nothing usable) is said; RFC 2046 §5.1.5 in a digest.
std::string type_of(const ParameterValue& content_type, const Part* parent) {
  const auto slash = content_type.value.find('/');
  if (slash != std::string::npos && slash > 0 && slash + 1 < content_type.value.size())
    return clean_line(content_type.value, 100);
  if (parent != nullptr && parent->type == "multipart/digest") return "message/rfc822";
  return content_type.value.empty()     ? "text/plain"
         : content_type.value == "text" ? "text/plain"
                                        : "application/octet-stream";
}

Part make_part(const HeaderBlock& header, const Part* parent, const StructureLimits& limits) {
  Part part;
  part.content_type = parse_parameters(bounded(header.value("Content-Type"), limits.field_octets));
  part.type = type_of(part.content_type, parent);
  if (const auto value = header.value("Content-Disposition"); !value.empty())
    part.disposition = parse_parameters(bounded(value, limits.field_octets));
  part.encoding = encoding_named(bounded(header.value("Content-Transfer-Encoding"), 100));
  part.content_id = without_angles(bounded(header.value("Content-ID"), 1000));
  return part;
}

class Walker {
 public:
  Walker(std::string_view message, const StructureLimits& limits)
      : message_(message), limits_(limits) {}

  Structure walk() {
    result_.header = parse_header(message_, limits_.header);
    result_.truncated = result_.header.truncated;
    at_ = result_.header.body;
    open_part(make_part(result_.header, nullptr, limits_), -1);
    while (!open_.empty() && at_ < message_.size()) step();
    close_all(message_.size());
    return std::move(result_);
  }

 private:
  struct Open {
    std::string boundary;  // with the leading "--"
    int part;
    std::size_t start;
  };

  Part& part(int index) { return result_.parts[static_cast<std::size_t>(index)]; }

  void open_part(Part&& new_part, int parent) {
    const int index = static_cast<int>(result_.parts.size());
    new_part.parent = parent;
    result_.parts.push_back(std::move(new_part));
    const std::string_view boundary = part(index).content_type.get("boundary");
    if (part(index).type.starts_with("multipart/") && !boundary.empty() &&
        boundary.size() <= kMaxBoundary) {
      if (open_.size() < limits_.depth) {
        part(index).is_multipart = true;
        open_.push_back({"--" + std::string(trim_end(boundary)), index, at_});
        return;
      }
      result_.truncated = true;
    } else if (part(index).type.starts_with("multipart/")) {
      part(index).type = "text/plain";  // without a boundary all that is left is to show it
    }
    leaf_ = index;
    leaf_start_ = at_;
    if (open_.empty()) part(index).body = message_.substr(at_);
  }

  void step() {
    const std::size_t end = next_line(message_, at_);
    const std::size_t start = at_;
    at_ = end;
    if (end - start < 3 || message_[start] != '-' || message_[start + 1] != '-') return;
    const std::string_view line = trim_end(message_.substr(start, end - start));
    if (line.size() > kMaxBoundary + 4) return;
    for (std::size_t level = open_.size(); level-- > 0;) {
      if (!line.starts_with(open_[level].boundary)) continue;
      const std::string_view rest = line.substr(open_[level].boundary.size());
      if (rest.empty() || rest == "--") return delimiter(level, start, rest == "--");
    }
  }

  // The delimiter of open_[level] ends all that was opened inside it, closed or not.
  void delimiter(std::size_t level, std::size_t start, bool last) {
    end_leaf(start);
    while (open_.size() > level + 1) close_innermost(start);
    if (last) return close_innermost(start);
    if (result_.parts.size() >= limits_.parts) {
      result_.truncated = true;
      at_ = message_.size();
      return;
    }
    const HeaderBlock header = part_header();
    const int parent = open_[level].part;
    open_part(make_part(header, &part(parent), limits_), parent);
  }

  // A part whose header never ends must not swallow the delimiter behind it.
  HeaderBlock part_header() {
    std::size_t end = at_;
    while (end < message_.size()) {
      const std::size_t next = next_line(message_, end);
      const std::string_view line = trim_end(message_.substr(end, next - end));
      if (line.starts_with("--") && is_delimiter(line)) break;
      end = next;
      if (line.empty()) break;
    }
    HeaderBlock header = parse_header(message_.substr(at_, end - at_), limits_.header);
    result_.truncated = result_.truncated || header.truncated;
    at_ = end;
    return header;
  }

  bool is_delimiter(std::string_view line) const {
    for (const Open& open : open_) {
      if (!line.starts_with(open.boundary)) continue;
      const std::string_view rest = line.substr(open.boundary.size());
      if (rest.empty() || rest == "--") return true;
    }
    return false;
  }

  void end_leaf(std::size_t at) {
    if (leaf_ < 0) return;
    part(leaf_).body = without_last_line_end(message_.substr(leaf_start_, at - leaf_start_));
    leaf_ = -1;
  }

  void close_innermost(std::size_t at) {
    const Open& open = open_.back();
    part(open.part).body = message_.substr(open.start, at - open.start);
    open_.pop_back();
  }

  void close_all(std::size_t at) {
    if (leaf_ > 0) part(leaf_).body = message_.substr(leaf_start_, at - leaf_start_);
    while (!open_.empty()) close_innermost(at);
  }

  std::string_view message_;
  const StructureLimits& limits_;
  Structure result_;
  std::vector<Open> open_;
  std::size_t at_ = 0;
  int leaf_ = -1;
  std::size_t leaf_start_ = 0;
};

bool is_plumbing(const Structure& structure, const Part& part) {
  if (part.parent < 0) return false;
  const std::string& parent = structure.parent_of(part).type;
  if (parent == "multipart/signed")
    return part.type == "application/pgp-signature" || part.type == "application/pkcs7-signature" ||
           part.type == "application/x-pkcs7-signature";
  return parent == "multipart/encrypted" && part.type == "application/pgp-encrypted";
}

bool is_body_text(const Part& part) {
  return part.is_text() && part.disposition.value != "attachment" &&
         (part.file_name().empty() || part.disposition.value == "inline");
}

// Index of the nearest multipart/alternative around the part, or -1.
int alternative_around(const Structure& structure, const Part& part) {
  for (int at = part.parent; at >= 0; at = structure.parts[static_cast<std::size_t>(at)].parent)
    if (structure.parts[static_cast<std::size_t>(at)].type == "multipart/alternative") return at;
  return -1;
}

}  // namespace

std::string_view Part::file_name() const {
  const std::string_view name = disposition.get("filename");
  return name.empty() ? content_type.get("name") : name;
}

Structure parse_structure(std::string_view message, const StructureLimits& limits) {
  return Walker(message, limits).walk();
}

Roles assign_roles(const Structure& structure) {
  // Alternatives that offer plain text; their HTML is the same text again.
  std::vector<bool> has_plain(structure.parts.size());
  for (const Part& part : structure.parts) {
    const int around = alternative_around(structure, part);
    if (around >= 0 && part.type == "text/plain" && is_body_text(part) &&
        !trim(part.body.substr(0, 4096)).empty())
      has_plain[static_cast<std::size_t>(around)] = true;
  }
  Roles roles;
  for (const Part& part : structure.parts) {
    if (part.is_multipart || is_plumbing(structure, part)) continue;
    if (!is_body_text(part)) {
      roles.attachments.push_back(&part);
      continue;
    }
    const int around = alternative_around(structure, part);
    const bool repeated =
        around >= 0 && part.type == "text/html" && has_plain[static_cast<std::size_t>(around)];
    if (!repeated) roles.text.push_back(&part);
  }
  return roles;
}

}  // namespace nightmail::mime
