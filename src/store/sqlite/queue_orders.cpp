// SPDX-License-Identifier: Apache-2.0
//
// What the operator orders, and what goes by itself when it is old.
#include "store/sqlite/queue_rows.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

constexpr std::int64_t kAtOnce = 256;
constexpr std::int64_t kCanceledMs = kDayMs;

Result<> set_attempts(Database& database, AccountId account, SubmissionId id,
                      std::optional<Timestamp> next) {
  auto parts = database.use(
      "UPDATE parts SET next_attempt = ? WHERE account = ? AND submission = ? AND done = 0");
  next ? parts.bind(next->unix_ms) : parts.bind_null();
  return parts.bind(account).bind(id).run();
}

Result<> set_flags(Database& database, AccountId account, SubmissionId id, bool held, bool drop) {
  auto update = database.use(
      "UPDATE submissions SET held = ?1, dropped = max(dropped, ?2), undo = max(undo, ?2)"
      " WHERE account = ?3 AND submission = ?4");
  update.bind(std::int64_t{held}).bind(std::int64_t{drop});
  return update.bind(account).bind(id).run();
}

Result<> order(WriteContext& context, AccountId account, SubmissionId id, QueueOrder what,
               Timestamp now) {
  Database& database = context.database;
  TRY_ASSIGN(auto change, AccountChange::open(database, account));
  TRY_ASSIGN(const SubmissionRow row, load_submission(database, account, id));
  if (row.undo == Undo::canceled) return Error(Errc::not_found, "submission");
  const bool hold = what == QueueOrder::hold;
  const bool drop = what == QueueOrder::drop;
  TRY(set_flags(database, account, id, hold, drop));
  TRY(note_changed(database, change, id));
  TRY(change.save(context));
  context.queue_changed = true;
  if (hold) return set_attempts(database, account, id, std::nullopt);
  if (row.undo == Undo::pending && !drop) return {};  // its time has not come
  return set_attempts(database, account, id, now);
}

struct Old {
  AccountId account{};
  std::int64_t id = 0;
};
Result<std::vector<Old>> read_old(Statement rows) {
  std::vector<Old> old;
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return old;
    old.push_back({rows.id<AccountId>(0), rows.integer(1)});
  }
}

Result<bool> expire_uploads_of_queue(WriteContext& context, Timestamp now) {
  auto rows = context.database.use(
      "SELECT account, blob FROM outgoing WHERE uses = 0 AND expires <= ? ORDER BY expires"
      " LIMIT ?");
  rows.bind(now.unix_ms).bind(kAtOnce);
  TRY_ASSIGN(const auto old, read_old(std::move(rows)));
  for (const Old& one : old) {
    auto change = AccountChange::open(context.database, one.account);
    if (!change.ok()) continue;  // being deleted, blobs and all
    TRY(remove_outgoing(context, *change, BlobId{one.id}));
    TRY(change->save(context));
  }
  return std::ssize(old) == kAtOnce;
}

Result<bool> expire_canceled(WriteContext& context, Timestamp now) {
  auto rows = context.database.use(
      "SELECT account, submission FROM submissions WHERE undo = 2 AND created <= ?"
      " ORDER BY created LIMIT ?");
  rows.bind(now.unix_ms - kCanceledMs).bind(kAtOnce);
  TRY_ASSIGN(const auto old, read_old(std::move(rows)));
  for (const Old& one : old) {
    TRY_ASSIGN(auto change, AccountChange::open(context.database, one.account));
    TRY(destroy_submission(context, change, SubmissionId{one.id}));
    TRY(change.save(context));
  }
  return std::ssize(old) == kAtOnce;
}

}  // namespace

Result<> SqliteStore::order_submission(AccountId account, SubmissionId id, QueueOrder what,
                                       Timestamp now) {
  return write<void>([&](WriteContext& context) { return order(context, account, id, what, now); });
}

Result<> SqliteStore::expire_queue(Timestamp now) {
  for (const auto step : {expire_uploads_of_queue, expire_canceled}) {
    for (bool more = true; more;) {
      TRY_ASSIGN(more, write<bool>([&](WriteContext& context) { return step(context, now); }));
    }
  }
  return {};
}

}  // namespace nightmail::store
