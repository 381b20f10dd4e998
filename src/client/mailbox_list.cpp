// SPDX-License-Identifier: Apache-2.0
#include "client/mailbox_list.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "client/errors.h"
#include "client/json_fields.h"
#include "crypto/account_secret.h"
#include "crypto/encoding.h"
#include "proto/jmap/json.h"
#include "proto/jmap/values.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::client {
namespace {

constexpr std::size_t kMaxMailboxes = 10'000;

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kRoleNames{
    {{"inbox", "Inbox"},
     {"archive", "Archive"},
     {"drafts", "Drafts"},
     {"sent", "Sent"},
     {"trash", "Trash"},
     {"junk", "Junk"}}};

std::string name_of_role(std::string_view role) {
  for (const auto& [known, name] : kRoleNames) {
    if (known == role) return std::string(name);
  }
  return "(no name)";
}

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 'a' - 'A') : letter;
}

bool same_letters(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

// 01 and a digit.
std::string_view label_mark(std::string_view text) {
  const bool marked = text.size() >= 2 && text[0] == '\x01' && text[1] >= '0' && text[1] <= '9';
  return text.substr(0, marked ? 2 : 0);
}

void open_name(Mailbox& mailbox, ByteView sealed, const SecretKey32& secret) {
  mailbox.name = name_of_role(mailbox.role);
  if (sealed.empty()) return;
  const auto plain = crypto::open_field(secret, crypto::Purpose::mailbox_name, {}, sealed);
  if (!plain.ok()) {
    mailbox.name = "(damaged name)";
    return;
  }
  const std::string_view text = as_text(*plain);
  mailbox.label = label_mark(text);
  std::string name = mime::terminal_safe_line(text.substr(mailbox.label.size()));
  if (!name.empty()) mailbox.name = std::move(name);
}

std::int64_t count_or_zero(const json::object& object, std::string_view name) {
  const json::value* value = jmap::find(object, name);
  return value == nullptr ? 0 : jmap::parse_unsigned(*value).value_or(0);
}

Result<Mailbox> read_mailbox(const json::value& value, const SecretKey32& secret) {
  if (!value.is_object()) return bad_answer("a mailbox");
  const json::object& object = value.get_object();
  Mailbox mailbox;
  TRY_ASSIGN(mailbox.id, text_field(object, "id"));
  if (!jmap::is_id(mailbox.id)) return bad_answer("the id of a mailbox");
  const json::value* role = jmap::find(object, "role");
  if (role != nullptr && role->is_string()) {
    mailbox.role = mime::terminal_safe_line(jmap::text_of(*role).substr(0, 100));
  }
  TRY_ASSIGN(const Bytes sealed, bytes_field(object, "sealedName"));
  open_name(mailbox, sealed, secret);
  mailbox.total = count_or_zero(object, "totalEmails");
  mailbox.unread = count_or_zero(object, "unreadEmails");
  return mailbox;
}

// Mailboxes with a role stand in the order of kRoleNames, all others behind them by name.
std::size_t rank(const Mailbox& mailbox) {
  const auto found = std::ranges::find(kRoleNames, mailbox.role,
                                       &std::pair<std::string_view, std::string_view>::first);
  return static_cast<std::size_t>(found - kRoleNames.begin());
}

Error no_such_mailbox(std::string_view wanted, const std::vector<Mailbox>& all) {
  std::string names;
  for (std::size_t i = 0; i < std::min<std::size_t>(all.size(), 20); ++i) {
    names += (i == 0 ? "" : ", ") + all[i].name;
  }
  return Error(Errc::not_found,
               "There is no mailbox '" + std::string(wanted) + "'. There are: " + names + ".");
}

}  // namespace

Result<MailboxList> MailboxList::from_answer(const json::object& answer,
                                             const SecretKey32& secret) {
  TRY_ASSIGN(const json::array* const list, array_field(answer, "list"));
  if (list->size() > kMaxMailboxes) return bad_answer("the number of mailboxes");
  MailboxList result;
  for (const json::value& value : *list) {
    TRY_ASSIGN(Mailbox mailbox, read_mailbox(value, secret));
    result.all_.push_back(std::move(mailbox));
  }
  std::ranges::stable_sort(result.all_, [](const Mailbox& a, const Mailbox& b) {
    return std::pair(rank(a), std::string_view(a.name)) <
           std::pair(rank(b), std::string_view(b.name));
  });
  return result;
}

Result<Mailbox> MailboxList::find(std::string_view wanted) const {
  const auto first = [&](auto&& matches) -> const Mailbox* {
    const auto found = std::ranges::find_if(all_, matches);
    return found == all_.end() ? nullptr : &*found;
  };
  const Mailbox* found = first([&](const Mailbox& m) { return m.name == wanted; });
  if (found == nullptr) found = by_id(wanted);
  if (found == nullptr) {
    found = first([&](const Mailbox& m) { return same_letters(m.name, wanted); });
  }
  if (found == nullptr && !wanted.empty()) {
    found = first([&](const Mailbox& m) { return same_letters(m.role, wanted); });
  }
  if (found == nullptr) return no_such_mailbox(wanted, all_);
  return *found;
}

const Mailbox* MailboxList::by_id(std::string_view id) const {
  const auto found = std::ranges::find(all_, id, &Mailbox::id);
  return found == all_.end() ? nullptr : &*found;
}

const Mailbox* MailboxList::by_role(std::string_view role) const {
  const auto found = std::ranges::find(all_, role, &Mailbox::role);
  return found == all_.end() ? nullptr : &*found;
}

std::string seal_mailbox_name(const SecretKey32& secret, std::string_view name, Random& random) {
  return crypto::base64url_encode(
      crypto::seal_field(secret, crypto::Purpose::mailbox_name, {}, as_bytes(name), random));
}

}  // namespace nightmail::client
