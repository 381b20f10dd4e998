// SPDX-License-Identifier: Apache-2.0
//
// Outgoing blobs: encrypted messages that wait to be sent.
#include <algorithm>

#include "store/sqlite/message_rows.h"
#include "store/sqlite/queue_rows.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

Result<Bytes> read_row(Database& database, AccountId account, BlobId id, std::int64_t offset,
                       std::int64_t length) {
  auto row =
      database.use("SELECT substr(encrypted, ?, ?) FROM outgoing WHERE account = ? AND blob = ?");
  row.bind(std::max<std::int64_t>(offset, 0) + 1).bind(std::max<std::int64_t>(length, 0));
  row.bind(account).bind(id);
  TRY_ASSIGN(const bool there, row.step());
  if (!there) return Error(Errc::corrupt, "outgoing blob without content");
  return row.bytes(0);
}

}  // namespace

Result<BlobId> SqliteStore::put_outgoing(AccountId account, ByteView encrypted, Timestamp now,
                                         std::int64_t most_octets) {
  const auto size = static_cast<std::int64_t>(encrypted.size());
  const auto put = [&](WriteContext& context) -> Result<BlobId> {
    TRY_ASSIGN(auto change, AccountChange::open(context.database, account));
    if (change.outgoing_octets() + size > most_octets)
      return Error(Errc::over_quota, "outgoing mail");
    const BlobId id{change.next_number()};
    change.add_outgoing(size);
    TRY(change.save(context));
    Place place;
    if (size >= context.segment_from) place = context.segments.append(account, id, encrypted);
    auto insert = context.database.use("INSERT INTO outgoing VALUES (?, ?, ?, ?, ?, ?, 0, ?)");
    insert.bind(account).bind(id).bind(size).bind(place.segment).bind(place.position);
    place.segment == kInline ? insert.bind(encrypted) : insert.bind_null();
    TRY(insert.bind(now.unix_ms + kDayMs).run());
    return id;
  };
  return write<BlobId>(put, size);
}

Result<std::int64_t> SqliteStore::outgoing_size(AccountId account, BlobId id) {
  auto reader = readers_.lend();
  TRY_ASSIGN(const OutgoingRow row, load_outgoing(*reader, account, id));
  return row.size;
}

Result<Bytes> SqliteStore::read_outgoing(AccountId account, BlobId id, std::int64_t offset,
                                         std::int64_t length) {
  OutgoingRow row;
  {
    auto reader = readers_.lend();
    TRY_ASSIGN(row, load_outgoing(*reader, account, id));
    if (row.place.segment == kInline) return read_row(*reader, account, id, offset, length);
  }
  auto bytes = segments_->read(row.place, account, id, offset, length);
  if (bytes.ok()) return bytes;
  // Perhaps it was deleted between the two steps; then this says so.
  auto reader = readers_.lend();
  TRY(load_outgoing(*reader, account, id));
  return bytes;
}

}  // namespace nightmail::store
