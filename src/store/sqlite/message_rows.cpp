// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/message_rows.h"

#include <algorithm>
#include <charconv>

#include "store/sqlite/write_context.h"

namespace nightmail::store {
namespace {

// Calls `take` with each word of `text`.
template <class Take>
void for_words(std::string_view text, Take take) {
  while (!text.empty()) {
    const auto space = text.find(' ');
    take(text.substr(0, space));
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  }
}

Result<> free_blob(WriteContext& context, const MessageRow& row) {
  if (row.place.segment == kInline) return {};  // goes with the row of contents
  if (row.place.segment != kInBlobs) return free_place(context, row.place, row.message.size);
  auto find = context.database.use(
      "SELECT size, segment, position, uses FROM blobs WHERE account = ? AND blob = ?");
  find.bind(row.account).bind(row.message.blob);
  TRY_ASSIGN(const bool found, find.step());
  if (!found) return {};
  if (find.integer(3) > 1) {
    auto update =
        context.database.use("UPDATE blobs SET uses = uses - 1 WHERE account = ? AND blob = ?");
    return update.bind(row.account).bind(row.message.blob).run();
  }
  const Place place{find.integer(1), find.integer(2)};
  if (place.segment != kInline) TRY(free_place(context, place, find.integer(0)));
  auto remove = context.database.use("DELETE FROM blobs WHERE account = ? AND blob = ?");
  return remove.bind(row.account).bind(row.message.blob).run();
}

}  // namespace

std::string join(const std::vector<MailboxId>& mailboxes) {
  std::string text;
  for (const MailboxId id : mailboxes) {
    if (!text.empty()) text += ' ';
    text += std::to_string(raw(id));
  }
  return text;
}

std::vector<MailboxId> split_mailboxes(std::string_view text) {
  std::vector<MailboxId> ids;
  for_words(text, [&](std::string_view word) {
    std::int64_t id = 0;
    std::from_chars(word.data(), word.data() + word.size(), id);
    ids.push_back(MailboxId{id});
  });
  return ids;
}

std::string join(const Keywords& keywords) {
  std::string text;
  for (const auto& keyword : keywords) {
    if (!text.empty()) text += ' ';
    text += keyword;
  }
  return text;
}

Keywords split_keywords(std::string_view text) {
  Keywords keywords;
  for_words(text, [&](std::string_view word) { keywords.emplace_back(word); });
  return keywords;
}

Keywords normal(Keywords keywords) {
  std::sort(keywords.begin(), keywords.end());
  keywords.erase(std::unique(keywords.begin(), keywords.end()), keywords.end());
  return keywords;
}

bool has(const Keywords& keywords, std::string_view keyword) {
  return std::find(keywords.begin(), keywords.end(), keyword) != keywords.end();
}

Result<std::optional<MessageRow>> load_message(Database& database, AccountId account,
                                               MessageId id) {
  auto row = database.use(
      "SELECT received, size, blob, segment, position, mailboxes, keywords FROM messages"
      " WHERE account = ? AND message = ?");
  row.bind(account).bind(id);
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return std::optional<MessageRow>();
  MessageRow result;
  result.account = account;
  result.message.id = id;
  result.message.received = {row.integer(0)};
  result.message.size = row.integer(1);
  result.message.blob = row.id<BlobId>(2);
  result.place = {row.integer(3), row.integer(4)};
  result.message.mailboxes = split_mailboxes(row.text(5));
  result.message.keywords = split_keywords(row.text(6));
  return std::optional<MessageRow>(std::move(result));
}

Result<> insert_message(Database& database, const MessageRow& row, ByteView sealed_summary,
                        std::optional<ByteView> sealed) {
  const Message& message = row.message;
  const std::string mailboxes = join(message.mailboxes);
  const std::string keywords = join(message.keywords);
  auto insert = database.use("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(row.account).bind(message.id).bind(message.id).bind(message.received.unix_ms);
  insert.bind(message.size).bind(message.blob).bind(row.place.segment).bind(row.place.position);
  TRY(insert.bind(mailboxes).bind(keywords).run());
  auto content = database.use("INSERT INTO contents VALUES (?, ?, ?, ?)");
  content.bind(row.account).bind(message.id).bind(sealed_summary);
  sealed ? content.bind(*sealed) : content.bind_null();
  TRY(content.run());
  for (const MailboxId mailbox : message.mailboxes)
    TRY(insert_membership(database, row.account, mailbox, message));
  return {};
}

Result<> insert_membership(Database& database, AccountId account, MailboxId mailbox,
                           const Message& message) {
  auto insert = database.use("INSERT INTO memberships VALUES (?, ?, ?, ?)");
  return insert.bind(account).bind(mailbox).bind(message.received.unix_ms).bind(message.id).run();
}

Result<> remove_membership(Database& database, AccountId account, MailboxId mailbox,
                           const Message& message) {
  auto remove = database.use(
      "DELETE FROM memberships WHERE account = ? AND mailbox = ? AND received = ? AND message = ?");
  return remove.bind(account).bind(mailbox).bind(message.received.unix_ms).bind(message.id).run();
}

Result<> change_counts(Database& database, AccountId account, MailboxId mailbox, std::int64_t total,
                       std::int64_t unread, std::int64_t changed) {
  auto update = database.use(
      "UPDATE mailboxes SET total = total + ?, unread = unread + ?, changed = ?"
      " WHERE account = ? AND mailbox = ?");
  return update.bind(total).bind(unread).bind(changed).bind(account).bind(mailbox).run();
}

Result<> destroy_message(WriteContext& context, AccountChange& change, const MessageRow& row) {
  Database& database = context.database;
  const Message& message = row.message;
  const std::int64_t number = change.next_number();
  const std::int64_t unread = has(message.keywords, kSeen) ? 0 : 1;
  for (const MailboxId mailbox : message.mailboxes) {
    TRY(remove_membership(database, row.account, mailbox, message));
    TRY(change_counts(database, row.account, mailbox, -1, -unread, number));
  }
  TRY(free_blob(context, row));
  auto content = database.use("DELETE FROM contents WHERE account = ? AND message = ?");
  TRY(content.bind(row.account).bind(message.id).run());
  auto remove = database.use("DELETE FROM messages WHERE account = ? AND message = ?");
  TRY(remove.bind(row.account).bind(message.id).run());
  TRY(note_destroyed(database, row.account, Kind::message, number, raw(message.id)));
  change.remove_message(message.size);
  change.message_changed(number);
  if (!message.mailboxes.empty()) change.mailbox_changed(number);
  return {};
}

Result<> free_place(WriteContext& context, Place place, std::int64_t size) {
  auto note = context.database.use("INSERT OR IGNORE INTO garbage VALUES (?, ?, ?)");
  TRY(note.bind(place.segment).bind(place.position).bind(size + kRecordHeaderSize).run());
  auto count =
      context.database.use("UPDATE segments SET live_records = live_records - 1 WHERE segment = ?");
  TRY(count.bind(place.segment).run());
  context.garbage = true;
  return {};
}

Result<> note_destroyed(Database& database, AccountId account, Kind kind, std::int64_t number,
                        std::int64_t id) {
  auto insert = database.use("INSERT INTO destroyed VALUES (?, ?, ?, ?)");
  return insert.bind(account).bind(kind).bind(number).bind(id).run();
}

}  // namespace nightmail::store
