// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/delivery_batch.h"

#include "store/errors.h"
#include "store/sqlite/message_rows.h"
#include "store/sqlite/write_context.h"

namespace nightmail::store {

bool fails_group(const Error& error) {
  return error.is(Errc::disk_full) || error.is(Errc::io) || error.is(Errc::corrupt) ||
         error.is(Errc::busy);
}

Result<DeliveryBatch::Pending*> DeliveryBatch::pending(WriteContext& context, AccountId account) {
  const auto found = accounts_.find(account);
  if (found != accounts_.end()) return &found->second;
  TRY_ASSIGN(auto change, AccountChange::open(context.database, account));
  Pending fresh{std::move(change), {}};
  auto rows = context.database.use("SELECT mailbox, role FROM mailboxes WHERE account = ?");
  rows.bind(account);
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) break;
    fresh.targets.push_back({rows.id<MailboxId>(0), rows.id<Role>(1)});
  }
  return &accounts_.emplace(account, std::move(fresh)).first->second;
}

DeliveryBatch::Target* DeliveryBatch::find_target(Pending& pending, Role role) {
  Target* inbox = nullptr;
  for (Target& target : pending.targets) {
    if (target.role == role) return &target;
    if (target.role == Role::inbox) inbox = &target;
  }
  return inbox;
}

Result<MessageId> DeliveryBatch::add(WriteContext& context, const Delivery& delivery) {
  TRY_ASSIGN(Pending* const account, pending(context, delivery.account));
  const auto size = static_cast<std::int64_t>(delivery.sealed_message.size());
  if (!delivery.beyond_quota && !account->change.has_room_for(size)) return Error(Errc::over_quota);
  Target* const target = find_target(*account, delivery.mailbox);
  if (target == nullptr) return Error(Errc::no_mailbox, "no inbox");

  const std::int64_t number = account->change.next_number();
  MessageRow row;
  row.account = delivery.account;
  row.message = {MessageId{number}, BlobId{number},    size,
                 delivery.received, {target->mailbox}, normal(delivery.keywords)};
  std::optional<ByteView> sealed;
  if (size >= context.segment_from)
    row.place = context.segments.append(row.account, row.message.blob, delivery.sealed_message);
  else
    sealed = delivery.sealed_message;
  TRY(insert_message(context.database, row, delivery.sealed_summary, sealed));

  ++target->total;
  if (!has(row.message.keywords, kSeen)) ++target->unread;
  target->changed = number;
  account->change.add_message(size);
  account->change.message_changed(number);
  account->change.mailbox_changed(number);
  return row.message.id;
}

Result<> DeliveryBatch::flush(WriteContext& context) {
  for (auto& [id, account] : accounts_) {
    for (const Target& target : account.targets) {
      if (target.total == 0) continue;
      TRY(change_counts(context.database, id, target.mailbox, target.total, target.unread,
                        target.changed));
    }
    TRY(account.change.save(context));
  }
  accounts_.clear();
  return {};
}

}  // namespace nightmail::store
