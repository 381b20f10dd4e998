// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "store/sqlite/queue_rows.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

struct Found {
  std::int64_t size = 0;
  Place place;
  bool of_message = false;  // inline: in contents, else in blobs
  bool unused = false;      // uploaded, and no message has it yet
};

// A delivered message holds the place of its own blob, which has the message's number; all others
// have a row in `blobs`.
Result<Found> find_blob(Database& database, AccountId account, BlobId id) {
  auto own = database.use(
      "SELECT size, segment, position FROM messages"
      " WHERE account = ? AND message = ? AND segment >= 0");
  own.bind(account).bind(id);
  TRY_ASSIGN(const bool is_own, own.step());
  if (is_own) return Found{own.integer(0), {own.integer(1), own.integer(2)}, true};
  auto other = database.use(
      "SELECT size, segment, position, uses FROM blobs WHERE account = ? AND blob = ?");
  other.bind(account).bind(id);
  TRY_ASSIGN(const bool there, other.step());
  if (!there) return Error(Errc::not_found, "blob");
  const bool unused = other.integer(3) == 0;
  return Found{other.integer(0), {other.integer(1), other.integer(2)}, false, unused};
}

Result<Bytes> read_inline(Database& database, AccountId account, BlobId id, bool of_message,
                          std::int64_t offset, std::int64_t length) {
  auto row = database.use(
      of_message ? "SELECT substr(sealed, ?, ?) FROM contents WHERE account = ? AND message = ?"
                 : "SELECT substr(sealed, ?, ?) FROM blobs WHERE account = ? AND blob = ?");
  row.bind(std::max<std::int64_t>(offset, 0) + 1).bind(std::max<std::int64_t>(length, 0));
  row.bind(account).bind(id);
  TRY_ASSIGN(const bool there, row.step());
  if (!there) return Error(Errc::corrupt, "blob without content");
  return row.bytes(0);
}

Result<> insert_blob(Database& database, AccountId account, BlobId id, const Found& found,
                     std::optional<ByteView> sealed, std::int64_t uses, std::int64_t expires) {
  auto insert = database.use("INSERT INTO blobs VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(account).bind(id).bind(found.size);
  insert.bind(found.place.segment).bind(found.place.position);
  sealed ? insert.bind(*sealed) : insert.bind_null();
  return insert.bind(uses).bind(expires).run();
}

// Moves a delivered message's blob to `blobs`, so that a second message can share it.
Result<> share_own_blob(Database& database, AccountId account, BlobId id, const Found& found) {
  std::optional<ByteView> sealed;
  Bytes content;
  if (found.place.segment == kInline) {
    TRY_ASSIGN(content, read_inline(database, account, id, true, 0, found.size));
    sealed = content;
  }
  TRY(insert_blob(database, account, id, found, sealed, 1, 0));
  auto row = database.use("UPDATE messages SET segment = ? WHERE account = ? AND message = ?");
  TRY(row.bind(kInBlobs).bind(account).bind(id).run());
  auto clear = database.use("UPDATE contents SET sealed = NULL WHERE account = ? AND message = ?");
  return clear.bind(account).bind(id).run();
}

Result<Found> take_blob(Database& database, AccountId account, BlobId id) {
  TRY_ASSIGN(const Found found, find_blob(database, account, id));
  if (found.of_message) TRY(share_own_blob(database, account, id, found));
  auto use = database.use("UPDATE blobs SET uses = uses + 1 WHERE account = ? AND blob = ?");
  TRY(use.bind(account).bind(id).run());
  return found;
}

Result<MessageId> import_one(WriteContext& context, AccountId account, const Import& import) {
  TRY_ASSIGN(auto change, AccountChange::open(context.database, account));
  auto mailboxes = import.mailboxes;
  std::sort(mailboxes.begin(), mailboxes.end());
  mailboxes.erase(std::unique(mailboxes.begin(), mailboxes.end()), mailboxes.end());
  TRY(require_mailboxes(context.database, account, mailboxes));
  TRY_ASSIGN(const Found blob, take_blob(context.database, account, import.sealed_message));
  if (!blob.unused && !change.has_room_for(blob.size)) return Error(Errc::over_quota);
  const std::int64_t number = change.next_number();
  MessageRow row;
  row.account = account;
  row.message = {MessageId{number}, import.sealed_message,  blob.size, import.received,
                 mailboxes,         normal(import.keywords)};
  row.place.segment = kInBlobs;
  TRY(insert_message(context.database, row, import.sealed_summary, std::nullopt));
  const std::int64_t unread = has(row.message.keywords, kSeen) ? 0 : 1;
  for (const MailboxId mailbox : mailboxes)
    TRY(change_counts(context.database, account, mailbox, 1, unread, number));
  blob.unused ? change.import_upload() : change.add_message(blob.size);
  change.message_changed(number);
  change.mailbox_changed(number);
  TRY(change.save(context));
  return row.message.id;
}

// True while there may be more.
Result<bool> expire_some(WriteContext& context, Timestamp now) {
  constexpr std::int64_t kAtOnce = 256;
  struct Old {
    AccountId account;
    BlobId blob;
    Found found;
  };
  std::vector<Old> old;
  {
    auto rows = context.database.use(
        "SELECT account, blob, size, segment, position FROM blobs"
        " WHERE uses = 0 AND expires <= ? ORDER BY expires LIMIT ?");
    rows.bind(now.unix_ms).bind(kAtOnce);
    for (;;) {
      TRY_ASSIGN(const bool row, rows.step());
      if (!row) break;
      old.push_back({rows.id<AccountId>(0),
                     rows.id<BlobId>(1),
                     {rows.integer(2), {rows.integer(3), rows.integer(4)}, false}});
    }
  }
  for (const Old& one : old) {
    if (one.found.place.segment != kInline)
      TRY(free_place(context, one.found.place, one.found.size));
    auto remove = context.database.use("DELETE FROM blobs WHERE account = ? AND blob = ?");
    TRY(remove.bind(one.account).bind(one.blob).run());
    auto account = context.database.use(
        "UPDATE accounts SET used_octets = max(0, used_octets - ?) WHERE account = ?");
    TRY(account.bind(one.found.size).bind(one.account).run());
  }
  return static_cast<std::int64_t>(old.size()) == kAtOnce;
}

}  // namespace

Result<BlobId> SqliteStore::put_blob(AccountId account, ByteView sealed, Timestamp now) {
  const auto size = static_cast<std::int64_t>(sealed.size());
  const auto put = [&](WriteContext& context) -> Result<BlobId> {
    TRY_ASSIGN(auto change, AccountChange::open(context.database, account));
    if (!change.has_room_for(size)) return Error(Errc::over_quota);
    const BlobId id{change.next_number()};
    change.add_upload(size);
    TRY(change.save(context));
    Found found{size, {}, false};
    std::optional<ByteView> content = sealed;
    if (size >= context.segment_from) {
      found.place = context.segments.append(account, id, sealed);
      content.reset();
    }
    TRY(insert_blob(context.database, account, id, found, content, 0, now.unix_ms + kDayMs));
    return id;
  };
  return write<BlobId>(put, size);
}

Result<std::int64_t> SqliteStore::blob_size(AccountId account, BlobId id) {
  auto reader = readers_.lend();
  TRY_ASSIGN(const Found found, find_blob(*reader, account, id));
  return found.size;
}

Result<Bytes> SqliteStore::read_blob(AccountId account, BlobId id, std::int64_t offset,
                                     std::int64_t length) {
  Found found;
  {
    auto reader = readers_.lend();
    TRY_ASSIGN(found, find_blob(*reader, account, id));
    if (found.place.segment == kInline)
      return read_inline(*reader, account, id, found.of_message, offset, length);
  }
  auto bytes = segments_->read(found.place, account, id, offset, length);
  if (bytes.ok()) return bytes;
  // Perhaps it was deleted between the two steps; then this says so.
  auto reader = readers_.lend();
  TRY(find_blob(*reader, account, id));
  return bytes;
}

Result<> SqliteStore::expire_uploads(Timestamp now) {
  for (;;) {
    TRY_ASSIGN(const bool more,
               write<bool>([now](WriteContext& context) { return expire_some(context, now); }));
    if (!more) return {};
  }
}

Result<MessageId> SqliteStore::import_message(AccountId account, const Import& import) {
  return write<MessageId>(
      [&](WriteContext& context) { return import_one(context, account, import); },
      1024 + static_cast<std::int64_t>(import.sealed_summary.size()));
}

}  // namespace nightmail::store
