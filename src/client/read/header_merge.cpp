// SPDX-License-Identifier: Apache-2.0
#include "client/read/header_merge.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "proto/mime/address.h"
#include "proto/mime/header.h"
#include "proto/mime/parameters.h"
#include "proto/mime/text.h"

namespace nightmail::client {
namespace {

using mime::Field;
using mime::HeaderBlock;

// What a reader is shown or what steers an answer (RFC 9788 §1.1, "user-facing").
constexpr std::array<std::string_view, 15> kOfTheSender{
    "From",       "Sender",      "To",         "Cc",          "Bcc",
    "Reply-To",   "Subject",     "Date",       "Keywords",    "Comments",
    "Message-ID", "In-Reply-To", "References", "Followup-To", "User-Agent"};

bool is_of_the_sender(std::string_view name) {
  return std::any_of(kOfTheSender.begin(), kOfTheSender.end(),
                     [&](std::string_view one) { return mime::equals_ignore_case(one, name); });
}

bool is_structural(std::string_view name) {
  return mime::equals_ignore_case(name.substr(0, 8), "Content-") ||
         mime::equals_ignore_case(name, "MIME-Version");
}

std::string sender_of(const HeaderBlock& header) {
  std::vector<mime::Address> from;
  mime::parse_addresses(header.value("From").substr(0, 16 * 1024), {}, from);
  return from.size() == 1 ? mime::to_lower(from.front().email) : std::string();
}

class Merger {
 public:
  Merger(std::string_view outer, std::string_view payload)
      : outer_(mime::parse_header(outer, {})),
        inner_(mime::parse_header(payload, {})),
        body_(payload.substr(inner_.body)) {
    const auto type = mime::parse_parameters(inner_.value("Content-Type").substr(0, 16 * 1024));
    const std::string_view hp = type.get("hp");
    strict_ = hp == "cipher" || hp == "clear";
    protected_ = strict_ || mime::equals_ignore_case(type.get("protected-headers"), "v1");
  }

  MergedMessage run() {
    result_.protected_fields = protected_;
    result_.other_sender =
        protected_ && inner_.find("From") != nullptr && sender_of(inner_) != sender_of(outer_);
    for (const Field& field : outer_.fields) {
      if (keeps_outer(field)) add(field);
    }
    for (const Field& field : inner_.fields) {
      if (keeps_inner(field)) add(field);
    }
    add("\r\n");
    add(body_);
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool takes_outer_from() const {
    return result_.other_sender || inner_.find("From") == nullptr;
  }

  bool keeps_outer(const Field& field) const {
    if (is_structural(field.name)) return false;
    if (!protected_ || !is_of_the_sender(field.name)) return true;
    if (mime::equals_ignore_case(field.name, "From")) return takes_outer_from();
    return !strict_ && inner_.find(field.name) == nullptr;
  }

  // Without the sender's mark, a field inside is nothing but content (RFC 9788 §4.1).
  bool keeps_inner(const Field& field) const {
    if (is_structural(field.name)) return true;
    if (!protected_ || !is_of_the_sender(field.name)) return false;
    return !mime::equals_ignore_case(field.name, "From") || !takes_outer_from();
  }

  void add(std::string_view text) { append(result_.message, as_bytes(text)); }
  void add(const Field& field) {
    add(field.name);
    add(": ");
    add(mime::trim(field.value));
    add("\r\n");
  }

  HeaderBlock outer_, inner_;
  std::string_view body_;
  bool strict_ = false;
  bool protected_ = false;
  MergedMessage result_;
};

}  // namespace

MergedMessage merge_headers(std::string_view outer, std::string_view payload) {
  return Merger(outer, payload).run();
}

}  // namespace nightmail::client
