// SPDX-License-Identifier: Apache-2.0
//
// What is due: for the runner, and for the operator's list.
#include "store/sqlite/message_rows.h"
#include "store/sqlite/queue_rows.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

constexpr std::int64_t kReleasedAtOnce = 256;
constexpr std::int64_t kAccountsAtOnce = 1000;

struct Waiting {
  AccountId account{};
  SubmissionId submission{};
  std::int64_t send_at = 0;
};

Result<std::vector<Waiting>> find_pending(Database& database, Timestamp now) {
  auto rows = database.use(
      "SELECT account, submission, send_at FROM submissions"
      " WHERE undo = 0 AND send_at <= ? ORDER BY send_at LIMIT ?");
  rows.bind(now.unix_ms).bind(kReleasedAtOnce);
  std::vector<Waiting> found;
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return found;
    found.push_back({rows.id<AccountId>(0), rows.id<SubmissionId>(1), rows.integer(2)});
  }
}

Result<> release_one(WriteContext& context, const Waiting& one) {
  Database& database = context.database;
  TRY_ASSIGN(auto change, AccountChange::open(database, one.account));
  TRY_ASSIGN(const SubmissionRow row, load_submission(database, one.account, one.submission));
  auto update =
      database.use("UPDATE submissions SET undo = ? WHERE account = ? AND submission = ?");
  TRY(update.bind(Undo::final).bind(one.account).bind(one.submission).run());
  TRY(note_changed(database, change, one.submission));
  TRY(change.save(context));
  if (row.held) return {};
  auto parts =
      database.use("UPDATE parts SET next_attempt = ? WHERE account = ? AND submission = ?");
  return parts.bind(one.send_at).bind(one.account).bind(one.submission).run();
}

QueuedPart read_part(const Statement& row) {
  QueuedPart one;
  one.key = {row.id<AccountId>(0), row.id<SubmissionId>(1), row.integer(2)};
  if (!row.is_null(3)) one.part.next_attempt = Timestamp{row.integer(3)};
  one.part.attempts = row.integer(4);
  one.part.sealed = row.bytes(5);
  one.created = {row.integer(6)};
  one.blob = row.id<BlobId>(7);
  one.held = row.integer(8) != 0;
  one.dropped = row.integer(9) != 0;
  one.envelope = row.bytes(10);
  one.blob_size = row.integer(11);
  one.since = {row.integer(12)};
  return one;
}

#define NM_QUEUED_PART                                                                       \
  "SELECT p.account, p.submission, p.part, p.next_attempt, p.attempts, p.sealed, s.created," \
  " s.blob, s.held, s.dropped, s.envelope, coalesce(o.size, 0), s.send_at FROM parts p"      \
  " JOIN submissions s ON s.account = p.account AND s.submission = p.submission"             \
  " LEFT JOIN outgoing o ON o.account = p.account AND o.blob = s.blob"

constexpr const char* kDueOfAccount = NM_QUEUED_PART
    " WHERE p.account = ? AND p.next_attempt <= ? AND p.next_attempt IS NOT NULL"
    " ORDER BY p.next_attempt LIMIT ?";
constexpr const char* kAllBehind = NM_QUEUED_PART
    " WHERE (p.account, p.submission, p.part) > (?, ?, ?) AND p.done = 0"
    " ORDER BY p.account, p.submission, p.part LIMIT ?";

#undef NM_QUEUED_PART

Result<> read_all(Statement rows, std::vector<QueuedPart>& parts) {
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return {};
    parts.push_back(read_part(rows));
  }
}

// The first account behind `after` with something that waits for its time; 0 if there is none.
Result<AccountId> next_account(Database& database, AccountId after) {
  auto row = database.use(
      "SELECT account FROM parts WHERE account > ? AND next_attempt IS NOT NULL"
      " ORDER BY account LIMIT 1");
  row.bind(after);
  TRY_ASSIGN(const bool found, row.step());
  return found ? row.id<AccountId>(0) : AccountId{0};
}

Result<std::optional<std::int64_t>> earliest(Statement row) {
  TRY_ASSIGN(const bool found, row.step());
  if (!found || row.is_null(0)) return std::optional<std::int64_t>();
  return std::optional<std::int64_t>(row.integer(0));
}

}  // namespace

Result<bool> SqliteStore::release_due(Timestamp now) {
  {
    auto reader = readers_.lend();
    TRY_ASSIGN(const auto pending, find_pending(*reader, now));
    if (pending.empty()) return false;
  }
  return write<bool>([&](WriteContext& context) -> Result<bool> {
    TRY_ASSIGN(const auto pending, find_pending(context.database, now));
    for (const Waiting& one : pending) TRY(release_one(context, one));
    context.queue_changed = true;
    return std::ssize(pending) == kReleasedAtOnce;
  });
}

Result<DueParts> SqliteStore::due_parts(Timestamp now, AccountId after, std::int64_t per_account,
                                        std::int64_t limit) {
  auto reader = readers_.lend();
  DueParts due;
  due.last = after;
  for (std::int64_t visited = 0; visited < kAccountsAtOnce; ++visited) {
    if (std::ssize(due.parts) >= limit) return due;
    TRY_ASSIGN(const AccountId account, next_account(*reader, due.last));
    due.at_end = account == AccountId{0};
    if (due.at_end) return due;
    due.last = account;
    auto rows = reader->use(kDueOfAccount);
    rows.bind(account).bind(now.unix_ms).bind(per_account);
    TRY(read_all(std::move(rows), due.parts));
  }
  return due;
}

Result<std::optional<Timestamp>> SqliteStore::next_due() {
  auto reader = readers_.lend();
  TRY_ASSIGN(
      auto attempt,
      earliest(reader->use("SELECT min(next_attempt) FROM parts WHERE next_attempt IS NOT NULL")));
  TRY_ASSIGN(const auto release,
             earliest(reader->use("SELECT min(send_at) FROM submissions WHERE undo = 0")));
  if (!attempt || (release && *release < *attempt)) attempt = release;
  if (!attempt) return std::optional<Timestamp>();
  return std::optional<Timestamp>(Timestamp{*attempt});
}

Result<std::vector<QueuedPart>> SqliteStore::queued_parts(const PartKey& after,
                                                          std::int64_t limit) {
  auto reader = readers_.lend();
  auto rows = reader->use(kAllBehind);
  rows.bind(after.account).bind(after.submission).bind(after.part).bind(limit);
  std::vector<QueuedPart> parts;
  TRY(read_all(std::move(rows), parts));
  return parts;
}

}  // namespace nightmail::store
