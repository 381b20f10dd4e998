// SPDX-License-Identifier: Apache-2.0
#include "client/compose/draft.h"

#include "proto/mime/address.h"
#include "proto/mime/message_view.h"
#include "proto/mime/preview.h"
#include "proto/mime/structure.h"
#include "proto/mime/text.h"

namespace nightmail::client {
namespace {

constexpr mime::AddressLimits kLimits{10'000, 1000, 320};

std::vector<mime::Address> addresses_in(const mime::HeaderBlock& header, std::string_view name) {
  std::vector<mime::Address> list;
  mime::parse_addresses(header.value(name), kLimits, list);
  return list;
}

// The text of the first part of a type that is no attachment.
std::string text_of_type(const mime::Structure& structure, std::string_view type) {
  for (const mime::Part& part : structure.parts) {
    if (part.type == type && part.disposition.value != "attachment") {
      return mime::text_of(part, part.body.size());
    }
  }
  return {};
}

}  // namespace

mime::Mail read_draft(ByteView message) {
  const mime::Structure structure = mime::parse_structure(as_text(message), {});
  const mime::Summary summary = mime::summarize(message);
  mime::Mail mail;
  if (!summary.from.empty()) mail.from = summary.from.front();
  mail.to = addresses_in(structure.header, "To");
  mail.cc = addresses_in(structure.header, "Cc");
  mail.bcc = addresses_in(structure.header, "Bcc");
  mail.reply_to = addresses_in(structure.header, "Reply-To");
  mail.subject = summary.subject;
  mail.in_reply_to = summary.in_reply_to;
  mail.references = summary.references;
  mail.text = text_of_type(structure, "text/plain");
  mail.html = text_of_type(structure, "text/html");
  const mime::MessageView view = mime::view_message(message);
  for (std::size_t i = 0; i < view.attachments.size(); ++i) {
    const mime::ViewAttachment& one = view.attachments[i];
    const auto content = mime::attachment_bytes(message, i);
    if (!content.ok()) continue;
    mail.files.push_back({{one.name, one.type, one.content_id, one.is_inline},
                          Bytes(content->begin(), content->end())});
  }
  return mail;
}

}  // namespace nightmail::client
