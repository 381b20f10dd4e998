// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

constexpr const char* kByToken =
    "SELECT token_hash, account, id, kind, sealed_label, created, last_used, expires"
    " FROM sessions WHERE token_hash = ? AND expires > ?";
constexpr const char* kByAccount =
    "SELECT token_hash, account, id, kind, sealed_label, created, last_used, expires"
    " FROM sessions WHERE account = ? ORDER BY created, id";

Timestamp whole_day(Timestamp time) {
  return {time.unix_ms - time.unix_ms % kDayMs};
}

Session read_session(const Statement& row) {
  Session session;
  session.token_hash = row.text(0);
  session.account = row.id<AccountId>(1);
  session.id = row.text(2);
  session.kind = row.id<SessionKind>(3);
  session.sealed_label = row.bytes(4);
  session.created = {row.integer(5)};
  session.last_used = {row.integer(6)};
  session.expires = {row.integer(7)};
  return session;
}

Result<> find_session(WriteContext& context, AccountId account, std::string_view id) {
  auto find = context.database.use("SELECT 1 FROM sessions WHERE account = ? AND id = ?");
  find.bind(account).bind(id);
  TRY_ASSIGN(const bool found, find.step());
  if (!found) return Error(Errc::not_found, "session");
  return {};
}

}  // namespace

Result<> SqliteStore::add_session(const Session& session) {
  return write<void>([&](WriteContext& context) -> Result<> {
    TRY(AccountChange::open(context.database, session.account));
    auto insert = context.database.use("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(session.token_hash).bind(session.account).bind(session.id).bind(session.kind);
    insert.bind(session.sealed_label).bind(session.created.unix_ms);
    insert.bind(whole_day(session.last_used).unix_ms).bind(session.expires.unix_ms);
    return insert.run();
  });
}

Result<Session> SqliteStore::session_by_token(std::string_view token_hash, Timestamp now) {
  auto reader = readers_.lend();
  auto row = reader->use(kByToken);
  row.bind(token_hash).bind(now.unix_ms);
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return Error(Errc::not_found, "session");
  return read_session(row);
}

Result<std::vector<Session>> SqliteStore::sessions(AccountId account) {
  auto reader = readers_.lend();
  auto rows = reader->use(kByAccount);
  rows.bind(account);
  std::vector<Session> all;
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return all;
    all.push_back(read_session(rows));
  }
}

Result<> SqliteStore::remove_session(AccountId account, std::string_view id) {
  return write<void>([&](WriteContext& context) -> Result<> {
    TRY(find_session(context, account, id));
    auto remove = context.database.use("DELETE FROM sessions WHERE account = ? AND id = ?");
    return remove.bind(account).bind(id).run();
  });
}

Result<> SqliteStore::set_session_label(AccountId account, std::string_view id,
                                        ByteView sealed_label) {
  return write<void>([&](WriteContext& context) -> Result<> {
    TRY(find_session(context, account, id));
    auto update =
        context.database.use("UPDATE sessions SET sealed_label = ? WHERE account = ? AND id = ?");
    return update.bind(sealed_label).bind(account).bind(id).run();
  });
}

// Expired sessions of the account go at the same time: no sweeper is needed.
Result<> SqliteStore::touch_session(const Session& session, Timestamp now) {
  const Timestamp today = whole_day(now);
  if (session.last_used >= today) return {};
  return write<void>([&](WriteContext& context) -> Result<> {
    auto update = context.database.use("UPDATE sessions SET last_used = ? WHERE token_hash = ?");
    TRY(update.bind(today.unix_ms).bind(session.token_hash).run());
    auto expire = context.database.use("DELETE FROM sessions WHERE account = ? AND expires <= ?");
    return expire.bind(session.account).bind(now.unix_ms).run();
  });
}

}  // namespace nightmail::store
