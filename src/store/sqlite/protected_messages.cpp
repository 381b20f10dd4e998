// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

constexpr const char* kByAccount =
    "SELECT account, id, blob, size, salt, proof_hash, created, expires, max_tries, tries_left,"
    " answers_left FROM protected_messages WHERE account = ? ORDER BY created DESC, id";
constexpr const char* kById =
    "SELECT account, id, blob, size, salt, proof_hash, created, expires, max_tries, tries_left,"
    " answers_left FROM protected_messages WHERE id = ? AND expires > ?";
constexpr const char* kExpired =
    "SELECT account, id, blob, size, salt, proof_hash, created, expires, max_tries, tries_left,"
    " answers_left FROM protected_messages WHERE expires <= ? ORDER BY expires LIMIT 256";

ProtectedMessage read_row(const Statement& row) {
  ProtectedMessage message;
  message.account = row.id<AccountId>(0);
  message.id = row.text(1);
  message.blob = row.id<BlobId>(2);
  message.size = row.integer(3);
  message.salt = row.bytes(4);
  message.proof_hash = row.bytes(5);
  message.created = {row.integer(6)};
  message.expires = {row.integer(7)};
  message.max_tries = row.integer(8);
  message.tries_left = row.integer(9);
  message.answers_left = row.integer(10);
  return message;
}

Result<std::vector<ProtectedMessage>> read_all(Statement rows) {
  std::vector<ProtectedMessage> all;
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return all;
    all.push_back(read_row(rows));
  }
}

Result<> require_row(Database& database, AccountId account, std::string_view id) {
  auto find = database.use("SELECT 1 FROM protected_messages WHERE account = ? AND id = ?");
  find.bind(account).bind(id);
  TRY_ASSIGN(const bool found, find.step());
  if (!found) return Error(Errc::not_found, "protected message");
  return {};
}

// Only an upload that nothing has yet: what is shared with a message would live as long as that.
Result<std::int64_t> take_upload(Database& database, AccountId account, BlobId blob) {
  auto find = database.use("SELECT size FROM blobs WHERE account = ? AND blob = ? AND uses = 0");
  find.bind(account).bind(blob);
  TRY_ASSIGN(const bool found, find.step());
  if (!found) return Error(Errc::not_found, "upload");
  const std::int64_t size = find.integer(0);
  auto use = database.use("UPDATE blobs SET uses = 1 WHERE account = ? AND blob = ?");
  TRY(use.bind(account).bind(blob).run());
  return size;
}

Result<> insert_row(Database& database, const ProtectedMessage& message, std::int64_t size) {
  auto insert =
      database.use("INSERT INTO protected_messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(message.id).bind(message.account).bind(message.blob).bind(size);
  insert.bind(message.salt).bind(message.proof_hash);
  insert.bind(message.created.unix_ms).bind(message.expires.unix_ms);
  insert.bind(message.max_tries).bind(message.tries_left).bind(message.answers_left);
  return insert.run();
}

// Its blob becomes an upload that nobody took over, whose time is up.
Result<> remove_row(Database& database, const ProtectedMessage& message) {
  auto free = database.use("UPDATE blobs SET uses = 0, expires = 0 WHERE account = ? AND blob = ?");
  TRY(free.bind(message.account).bind(message.blob).run());
  auto remove = database.use("DELETE FROM protected_messages WHERE id = ?");
  return remove.bind(message.id).run();
}

}  // namespace

Result<> SqliteStore::add_protected(const ProtectedMessage& message) {
  return write<void>([&](WriteContext& context) -> Result<> {
    TRY(AccountChange::open(context.database, message.account));
    TRY_ASSIGN(const std::int64_t size,
               take_upload(context.database, message.account, message.blob));
    return insert_row(context.database, message, size);
  });
}

Result<std::vector<ProtectedMessage>> SqliteStore::protected_messages(AccountId account) {
  auto reader = readers_.lend();
  auto rows = reader->use(kByAccount);
  rows.bind(account);
  return read_all(std::move(rows));
}

Result<ProtectedMessage> SqliteStore::protected_message(std::string_view id, Timestamp now) {
  auto reader = readers_.lend();
  auto row = reader->use(kById);
  row.bind(id).bind(now.unix_ms);
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return Error(Errc::not_found, "protected message");
  return read_row(row);
}

Result<> SqliteStore::change_protected(AccountId account, std::string_view id,
                                       const ProtectedChange& change) {
  return write<void>([&](WriteContext& context) -> Result<> {
    TRY(require_row(context.database, account, id));
    auto update = context.database.use(
        "UPDATE protected_messages SET expires = coalesce(?, expires),"
        " tries_left = coalesce(?, tries_left) WHERE account = ? AND id = ?");
    change.expires ? update.bind(change.expires->unix_ms) : update.bind_null();
    change.tries_left ? update.bind(*change.tries_left) : update.bind_null();
    return update.bind(account).bind(id).run();
  });
}

Result<> SqliteStore::remove_protected(AccountId account, std::string_view id) {
  return write<void>([&](WriteContext& context) -> Result<> {
    TRY(require_row(context.database, account, id));
    auto row = context.database.use(kById);
    row.bind(id).bind(std::int64_t{0});
    TRY_ASSIGN(const auto found, read_all(std::move(row)));
    return remove_row(context.database, found.front());
  });
}

Result<> SqliteStore::expire_protected(Timestamp now) {
  for (;;) {
    TRY_ASSIGN(const bool more, write<bool>([now](WriteContext& context) -> Result<bool> {
                 auto rows = context.database.use(kExpired);
                 rows.bind(now.unix_ms);
                 TRY_ASSIGN(const auto expired, read_all(std::move(rows)));
                 for (const ProtectedMessage& message : expired)
                   TRY(remove_row(context.database, message));
                 return expired.size() == 256;
               }));
    if (!more) return {};
  }
}

Result<std::int64_t> SqliteStore::take_try(std::string_view id) {
  return write<std::int64_t>([&](WriteContext& context) -> Result<std::int64_t> {
    auto find = context.database.use(
        "SELECT tries_left FROM protected_messages WHERE id = ? AND tries_left > 0");
    find.bind(id);
    TRY_ASSIGN(const bool found, find.step());
    if (!found) return Error(Errc::not_found, "tries");
    const std::int64_t left = find.integer(0) - 1;
    auto take = context.database.use("UPDATE protected_messages SET tries_left = ? WHERE id = ?");
    TRY(take.bind(left).bind(id).run());
    return left;
  });
}

Result<> SqliteStore::restore_tries(std::string_view id) {
  return write<void>([&](WriteContext& context) -> Result<> {
    auto restore =
        context.database.use("UPDATE protected_messages SET tries_left = max_tries WHERE id = ?");
    return restore.bind(id).run();
  });
}

Result<> SqliteStore::take_answer(std::string_view id) {
  return write<void>([&](WriteContext& context) -> Result<> {
    auto find =
        context.database.use("SELECT 1 FROM protected_messages WHERE id = ? AND answers_left > 0");
    find.bind(id);
    TRY_ASSIGN(const bool found, find.step());
    if (!found) return Error(Errc::not_found, "answers");
    auto take = context.database.use(
        "UPDATE protected_messages SET answers_left = answers_left - 1 WHERE id = ?");
    return take.bind(id).run();
  });
}

}  // namespace nightmail::store
