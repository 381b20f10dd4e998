// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/write/mail.h"

#include "crypto/encoding.h"
#include "proto/mime/text.h"

namespace nightmail::mime {
namespace {

constexpr std::string_view kLegacyClass = "header-protection-legacy-display";

void add_addresses(WrittenFields& fields, std::string_view name,
                   const std::vector<Address>& addresses) {
  if (!addresses.empty()) fields.push_back(address_field(name, addresses));
}

void add_ids(WrittenFields& fields, std::string_view name, const std::vector<std::string>& ids) {
  if (!ids.empty()) fields.push_back(ids_field(name, ids));
}

std::string html_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&')
      escaped += "&amp;";
    else if (c == '<')
      escaped += "&lt;";
    else if (c == '>')
      escaped += "&gt;";
    else
      escaped += c;
  }
  return escaped;
}

std::string subject_line(const Mail& mail) {
  return "Subject: " + clean_line(mail.subject, 64 * 1024);
}

// Behind the body tag where there is one (RFC 9788 §5.2.2).
std::string html_with_legacy(const Mail& mail) {
  const std::string display = "<div class=\"" + std::string(kLegacyClass) + "\"><pre>" +
                              html_escaped(subject_line(mail)) + "</pre></div>\n";
  const std::string lower = to_lower(mail.html);
  const std::size_t body = lower.find("<body");
  const std::size_t end = body == std::string::npos ? body : lower.find('>', body);
  if (end == std::string::npos) return display + mail.html;
  return mail.html.substr(0, end + 1) + display + mail.html.substr(end + 1);
}

Entity text_part(const Mail& mail, bool legacy) {
  if (!legacy) return text_entity("plain", mail.text);
  Entity entity = text_entity("plain", subject_line(mail) + "\n\n" + mail.text);
  entity.parameters.push_back({"hp-legacy-display", "1"});
  return entity;
}

Entity html_part(const Mail& mail, bool legacy) {
  if (!legacy) return text_entity("html", mail.html);
  Entity entity = text_entity("html", html_with_legacy(mail));
  entity.parameters.push_back({"hp-legacy-display", "1"});
  return entity;
}

std::vector<Entity> file_parts(const Mail& mail, bool with_id) {
  std::vector<Entity> parts;
  for (const MailFile& file : mail.files) {
    const bool in_html = !file.about.content_id.empty() && !mail.html.empty();
    if (in_html == with_id) parts.push_back(file_entity(file.about, file.content));
  }
  return parts;
}

Entity wrapped(std::string_view subtype, Entity first, std::vector<Entity> others, Random& random) {
  others.insert(others.begin(), std::move(first));
  return multipart_entity(subtype, std::move(others), new_boundary(random));
}

// multipart/alternative of the text and the HTML with its images.
Entity readable_part(const Mail& mail, Random& random, bool legacy) {
  Entity text = text_part(mail, legacy);
  if (mail.html.empty()) return text;
  Entity html = html_part(mail, legacy);
  std::vector<Entity> images = file_parts(mail, true);
  if (!images.empty()) {
    html = wrapped("related", std::move(html), std::move(images), random);
    html.parameters.push_back({"type", "text/html"});
  }
  std::vector<Entity> second;
  second.push_back(std::move(html));
  return wrapped("alternative", std::move(text), std::move(second), random);
}

}  // namespace

std::string new_message_id(const Address& from, Random& random) {
  const std::size_t at = from.email.rfind('@');
  const std::string domain = at == std::string::npos ? "invalid" : from.email.substr(at + 1);
  return crypto::hex_encode(random.array<16>()) + "@" + domain;
}

WrittenFields header_fields(const Mail& mail, bool with_bcc) {
  WrittenFields fields{address_field("From", std::vector{mail.from})};
  add_addresses(fields, "To", mail.to);
  add_addresses(fields, "Cc", mail.cc);
  if (with_bcc) add_addresses(fields, "Bcc", mail.bcc);
  add_addresses(fields, "Reply-To", mail.reply_to);
  fields.push_back(text_field("Subject", mail.subject));
  fields.push_back(token_field("Date", format_rfc5322(mail.date)));
  fields.push_back(ids_field("Message-ID", std::vector{mail.message_id}));
  add_ids(fields, "In-Reply-To", mail.in_reply_to);
  add_ids(fields, "References", mail.references);
  return fields;
}

Entity mail_body(const Mail& mail, Random& random, const BodyOptions& options) {
  Entity body = readable_part(mail, random, options.legacy_display);
  std::vector<Entity> files = file_parts(mail, false);
  if (files.empty()) return body;
  return wrapped("mixed", std::move(body), std::move(files), random);
}

std::string plain_message(const Mail& mail, Random& random, bool with_bcc) {
  std::string message = print_fields(header_fields(mail, with_bcc));
  message += "MIME-Version: 1.0\r\n";
  return message += mail_body(mail, random).print();
}

}  // namespace nightmail::mime
