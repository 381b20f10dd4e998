// SPDX-License-Identifier: Apache-2.0

#include "server/api/mailbox_ids.h"

#include "server/api/ids.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {

Result<MailboxIds> MailboxIds::read(const Context& context) {
  MailboxIds result(context);
  const auto mailboxes = context.store().mailboxes(context.account());
  if (!mailboxes.ok()) return method_failure(mailboxes.error());
  for (const store::Mailbox& mailbox : *mailboxes) result.ids_.insert(mailbox.id);
  return result;
}

std::optional<store::MailboxId> MailboxIds::find(std::string_view text) const {
  const auto resolved = jmap::resolve_id(text, context_->created);
  const auto id = resolved ? parse_mailbox_id(*resolved) : std::nullopt;
  return id && ids_.contains(*id) ? id : std::nullopt;
}

std::optional<std::vector<store::MailboxId>> MailboxIds::parse(const jmap::Json& json) const {
  const auto* object = json.if_object();
  if (object == nullptr) return std::nullopt;
  std::vector<store::MailboxId> list;
  for (const auto& member : *object) {
    const auto id = find({member.key().data(), member.key().size()});
    const bool* set = member.value().if_bool();
    if (!id || set == nullptr || !*set) return std::nullopt;
    list.push_back(*id);
  }
  return list;
}

}  // namespace nightmail::api
