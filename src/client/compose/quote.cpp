// SPDX-License-Identifier: Apache-2.0
#include "client/compose/quote.h"

#include <algorithm>

#include "proto/mime/text.h"

namespace nightmail::client {
namespace {

constexpr std::size_t kMaxReferences = 30;

bool has_prefix(std::string_view subject, std::string_view prefix) {
  return mime::equals_ignore_case(subject.substr(0, prefix.size()), prefix);
}

std::string with_prefix(const std::string& subject, std::string_view prefix) {
  return has_prefix(subject, prefix) ? subject : std::string(prefix) + " " + subject;
}

std::string name_of(const mime::Address& address) {
  if (address.name.empty()) return address.email;
  return address.name + " <" + address.email + ">";
}

std::string names_of(const std::vector<mime::Address>& addresses) {
  std::string names;
  for (const mime::Address& one : addresses) names += (names.empty() ? "" : ", ") + name_of(one);
  return names;
}

void add_new(const std::vector<mime::Address>& from, std::vector<mime::Address>& to,
             const std::vector<mime::Address>& not_these, const IsOwn& is_own) {
  const auto has = [](const std::vector<mime::Address>& list, const mime::Address& one) {
    return std::any_of(list.begin(), list.end(), [&](const mime::Address& other) {
      return mime::equals_ignore_case(other.email, one.email);
    });
  };
  for (const mime::Address& one : from) {
    if (is_own(one.email) || has(to, one) || has(not_these, one)) continue;
    if (mime::is_addr_spec(one.email)) to.push_back(one);
  }
}

bool is_from_self(const mime::Summary& summary, const IsOwn& is_own) {
  return !summary.from.empty() && is_own(summary.from.front().email);
}

void set_recipients(mime::Mail& mail, const mime::Summary& old, bool all, const IsOwn& is_own) {
  const IsOwn nobody = [](std::string_view) { return false; };
  if (is_from_self(old, is_own)) {
    add_new(old.to, mail.to, {}, nobody);
  } else {
    add_new(old.reply_to.empty() ? old.from : old.reply_to, mail.to, {}, nobody);
    if (all) add_new(old.to, mail.to, {}, is_own);
  }
  if (all) add_new(old.cc, mail.cc, mail.to, is_own);
}

// The chain of the old one and the old one itself (RFC 5322 §3.6.4).
void set_thread(mime::Mail& mail, const mime::Summary& old) {
  mail.references = old.references.empty() ? old.in_reply_to : old.references;
  if (!old.message_id.empty()) {
    mail.references.push_back(old.message_id);
    mail.in_reply_to = {old.message_id};
  }
  if (mail.references.size() > kMaxReferences) {
    mail.references.erase(mail.references.begin() + 1, mail.references.end() - kMaxReferences + 1);
  }
}

std::string short_text(const Original& original) {
  std::string text = original.view.text;
  if (mime::truncate_utf8(text, kMaxQuote)) text += "\n[...]\n";
  return text;
}

std::string heading(const Original& original) {
  const mime::Summary& old = original.summary;
  std::string text = "---------- Forwarded message ----------\n";
  text += "From: " + names_of(old.from) + "\n";
  text += "Date: " + original.view.header("Date") + "\n";
  text += "Subject: " + old.subject + "\n";
  text += "To: " + names_of(old.to) + "\n";
  if (!old.cc.empty()) text += "Cc: " + names_of(old.cc) + "\n";
  return text + "\n";
}

}  // namespace

Original read_original(ByteView message) {
  return {mime::summarize(message), mime::view_message(message)};
}

std::string quoted(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    result.append(line.empty() || line.front() == '>' ? ">" : "> ").append(line).append("\n");
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

mime::Mail reply_to(const Original& original, bool all, const IsOwn& is_own) {
  mime::Mail mail;
  set_recipients(mail, original.summary, all, is_own);
  set_thread(mail, original.summary);
  mail.subject = with_prefix(original.summary.subject, "Re:");
  const std::string who = names_of(original.summary.from);
  mail.text = "On " + original.view.header("Date") + ", " + (who.empty() ? "somebody" : who) +
              " wrote:\n" + quoted(short_text(original));
  return mail;
}

mime::Mail forward(const Original& original, ByteView message) {
  mime::Mail mail;
  mail.subject = with_prefix(original.summary.subject, "Fwd:");
  mail.references = original.summary.references;
  if (!original.summary.message_id.empty()) {
    mail.references.push_back(original.summary.message_id);
  }
  mail.text = heading(original) + original.view.text;
  for (std::size_t i = 0; i < original.view.attachments.size(); ++i) {
    const mime::ViewAttachment& old = original.view.attachments[i];
    const auto content = mime::attachment_bytes(message, i);
    if (!content.ok()) continue;
    mail.files.push_back(
        {{old.name, old.type, {}, false}, Bytes(content->begin(), content->end())});
  }
  return mail;
}

}  // namespace nightmail::client
