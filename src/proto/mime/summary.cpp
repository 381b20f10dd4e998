// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/summary.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "proto/mime/address.h"
#include "proto/mime/date.h"
#include "proto/mime/encoded_word.h"
#include "proto/mime/preview.h"
#include "proto/mime/structure.h"
#include "proto/mime/summary_json.h"
#include "proto/mime/text.h"

namespace nightmail::mime {
namespace {

constexpr std::size_t kMaxId = 250;
constexpr std::size_t kMaxType = 100;
constexpr std::size_t kArmourSearch = 4096;

class Summarizer {
 public:
  Summarizer(std::string_view message, const SummaryLimits& limits)
      : limits_(limits), structure_(parse_structure(message, structure_limits(limits))) {}

  Summary run() {
    summary_.truncated = structure_.truncated;
    people();
    identity();
    content();
    protection();
    return std::move(summary_);
  }

 private:
  static StructureLimits structure_limits(const SummaryLimits& limits) {
    StructureLimits result;
    result.parts = limits.parts;
    result.depth = limits.depth;
    result.field_octets = limits.field_octets;
    result.header = {limits.header_fields, limits.header_octets};
    return result;
  }

  std::string_view bounded(std::string_view value) {
    if (value.size() > limits_.field_octets) summary_.truncated = true;
    return value.substr(0, limits_.field_octets);
  }
  std::string_view field(std::string_view name) { return bounded(structure_.header.value(name)); }

  void people() {
    const AddressLimits limits{limits_.addresses, limits_.name_octets, 320};
    for (const Field& f : structure_.header.fields) {
      std::vector<Address>* list = list_for(f.name);
      if (list != nullptr && parse_addresses(bounded(f.value), limits, *list))
        summary_.truncated = true;
    }
  }
  // Of From and Reply-To the first field counts; To and Cc are joined, as mail programs show them.
  std::vector<Address>* list_for(std::string_view name) {
    if (equals_ignore_case(name, "To")) return &summary_.to;
    if (equals_ignore_case(name, "Cc")) return &summary_.cc;
    if (equals_ignore_case(name, "From")) return summary_.from.empty() ? &summary_.from : nullptr;
    if (equals_ignore_case(name, "Reply-To"))
      return summary_.reply_to.empty() ? &summary_.reply_to : nullptr;
    return nullptr;
  }

  void identity() {
    summary_.subject = clean_line(decode_header_text(field("Subject")), limits_.subject_octets,
                                  &summary_.truncated);
    summary_.sent_at = parse_date(field("Date"));
    const auto ids = message_ids(field("Message-ID"));
    if (!ids.empty()) summary_.message_id = ids.front();
    summary_.in_reply_to = message_ids(field("In-Reply-To"));
    summary_.references = message_ids(field("References"));
    bound_ids(summary_.in_reply_to);
    bound_ids(summary_.references);
    summary_.list_unsubscribe = structure_.header.find("List-Unsubscribe") != nullptr;
  }

  // What stands in angle brackets, RFC 5322 §3.6.4; without any, the whole as one id.
  static std::vector<std::string> message_ids(std::string_view value) {
    std::vector<std::string> ids;
    std::size_t at = 0;
    while ((at = value.find('<', at)) != std::string_view::npos) {
      const auto end = value.find('>', at);
      if (end == std::string_view::npos) break;
      add_id(value.substr(at + 1, end - at - 1), ids);
      at = end + 1;
    }
    value = trim(value);
    if (ids.empty() && value.find_first_of(" \t<>") == std::string_view::npos) add_id(value, ids);
    return ids;
  }
  static void add_id(std::string_view raw, std::vector<std::string>& ids) {
    const std::string valid = utf8_or_windows_1252(trim(raw));
    std::string id = clean_line(valid, kMaxId);
    if (!id.empty()) ids.push_back(std::move(id));
  }
  // The first id is the root of the conversation, the last ones are nearest.
  void bound_ids(std::vector<std::string>& ids) {
    if (ids.size() <= limits_.references) return;
    ids.erase(ids.begin() + 1,
              ids.begin() + 1 + static_cast<std::ptrdiff_t>(ids.size() - limits_.references));
    summary_.truncated = true;
  }

  void content() {
    const Roles roles = assign_roles(structure_);
    for (const Part* part : roles.text) {
      summary_.preview =
          preview_of(*part, limits_.preview_characters, limits_.preview_source_octets);
      if (!summary_.preview.empty()) break;
    }
    if (roles.text.empty() && structure_.parts.size() == 1 && structure_.parts[0].is_multipart)
      summary_.preview = preview_of(structure_.parts[0], limits_.preview_characters,
                                    limits_.preview_source_octets);
    for (const Part* part : roles.attachments) {
      if (summary_.attachments.size() >= limits_.attachments) {
        summary_.truncated = true;
        break;
      }
      summary_.attachments.push_back(attachment(*part));
    }
    protected_text(roles);
  }

  AttachmentSummary attachment(const Part& part) {
    AttachmentSummary result;
    result.name = clean_file_name(part.file_name(), limits_.name_octets, &summary_.truncated);
    result.type = clean_line(part.type, kMaxType);
    result.size = decoded_size(part.body, part.encoding);
    return result;
  }

  void protected_text(const Roles& roles) {
    if (roles.text.empty()) return;
    const Part& part = *roles.text.front();
    if (part.body.substr(0, kArmourSearch).find("-----BEGIN PGP") == std::string_view::npos) return;
    const std::string text = text_of(part, kArmourSearch);
    if (text.find("-----BEGIN PGP MESSAGE-----") != std::string::npos)
      summary_.encrypted = Protection::pgp_inline;
    if (text.find("-----BEGIN PGP SIGNED MESSAGE-----") != std::string::npos)
      summary_.signature = Protection::pgp_inline;
  }

  // RFC 1847, RFC 3156, RFC 8551. The outermost layer decides, unless a list put its footer around.
  void protection() {
    const std::size_t count = std::min<std::size_t>(structure_.parts.size(), 3);
    for (std::size_t i = 0; i < count; ++i) protection_of(structure_.parts[i]);
  }
  void protection_of(const Part& part) {
    const std::string& type = part.content_type.value;
    const bool pgp = part.content_type.get("protocol").starts_with("application/pgp");
    const Protection multipart = pgp ? Protection::pgp_mime : Protection::smime;
    if (type == "multipart/encrypted") summary_.encrypted = multipart;
    if (type == "multipart/signed") summary_.signature = multipart;
    if (type == "application/pkcs7-mime" || type == "application/x-pkcs7-mime") {
      const bool is_signed = equals_ignore_case(part.content_type.get("smime-type"), "signed-data");
      (is_signed ? summary_.signature : summary_.encrypted) = Protection::smime;
    }
  }

  const SummaryLimits& limits_;
  Structure structure_;
  Summary summary_;
};

// Halves a list, but keeps `least`. False if there was nothing to take.
template <class T>
bool halve(std::vector<T>& list, std::size_t least) {
  if (list.size() <= least) return false;
  list.resize(std::max(least, list.size() / 2));
  return true;
}

// One step towards a smaller summary, the least missed first. False if nothing is left to drop.
bool shrink(Summary& s) {
  for (const std::size_t least : {std::size_t{3}, std::size_t{1}}) {
    if (halve(s.cc, least) || halve(s.to, least) || halve(s.attachments, least)) return true;
    if (s.references.size() > least + 1) {
      s.references.erase(s.references.begin() + 1,
                         s.references.end() - static_cast<std::ptrdiff_t>(least));
      return true;
    }
    if (halve(s.reply_to, least) || halve(s.from, least) || halve(s.in_reply_to, least))
      return true;
  }
  const bool preview = cut_line(s.preview, s.preview.size() / 2);
  return cut_line(s.subject, s.subject.size() / 2) || preview;
}

// Each round halves something, so it ends soon. What remains at the end is far below 16 KiB.
void fit(Summary& summary, std::size_t octets) {
  while (json_size(summary) > octets && shrink(summary)) summary.truncated = true;
}

}  // namespace

Summary summarize(ByteView message, const SummaryLimits& limits) {
  Summary summary = Summarizer(as_text(message), limits).run();
  fit(summary, limits.json_octets);
  return summary;
}

}  // namespace nightmail::mime
