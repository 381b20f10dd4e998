// SPDX-License-Identifier: Apache-2.0
//
// Submissions as their account sees them: made within its limits, read, canceled, forgotten.
#include "store/sqlite/message_rows.h"
#include "store/sqlite/queue_rows.h"
#include "store/sqlite/states.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

constexpr std::int64_t kKnownDays = 400;  // an acquaintance of more than a year ago is new again
constexpr std::int64_t kCountedDays = 30;

Result<SentOnDay> read_days(Database& database, AccountId account, std::int64_t first,
                            std::int64_t last) {
  auto row = database.use(
      "SELECT coalesce(sum(messages), 0), coalesce(sum(new_recipients), 0),"
      " coalesce(sum(failed), 0) FROM sending_days WHERE account = ? AND day BETWEEN ? AND ?");
  row.bind(account).bind(first).bind(last);
  TRY(row.step());
  return SentOnDay{row.integer(0), row.integer(1), row.integer(2)};
}

Result<std::int64_t> count_new(Database& database, AccountId account,
                               const std::vector<Bytes>& recipients) {
  std::int64_t count = 0;
  auto known = database.use("SELECT 1 FROM known_recipients WHERE account = ? AND recipient = ?");
  for (const Bytes& recipient : recipients) {
    known.bind(account).bind(recipient);
    TRY_ASSIGN(const bool found, known.step());
    if (!found) ++count;
    TRY(known.run());
  }
  return count;
}

Result<> remember(Database& database, AccountId account, std::int64_t day,
                  const std::vector<Bytes>& recipients) {
  auto known = database.use(
      "INSERT INTO known_recipients VALUES (?1, ?2, ?3)"
      " ON CONFLICT (account, recipient) DO UPDATE SET day = ?3");
  for (const Bytes& recipient : recipients)
    TRY(known.bind(account).bind(recipient).bind(day).run());
  return {};
}

// With the first message of a day, so that no sweeper is needed.
Result<> forget_old_counts(Database& database, AccountId account, std::int64_t day) {
  auto days = database.use("DELETE FROM sending_days WHERE account = ? AND day < ?");
  TRY(days.bind(account).bind(day - kCountedDays).run());
  auto known = database.use("DELETE FROM known_recipients WHERE account = ? AND day < ?");
  return known.bind(account).bind(day - kKnownDays).run();
}

Result<> count_within(Database& database, AccountId account, const NewSubmission& submission,
                      const SendingLimits& limits, std::int64_t day) {
  TRY_ASSIGN(const SentOnDay sent, read_days(database, account, day, day));
  SentOnDay more;
  more.messages = std::ssize(submission.recipients);
  if (limits.messages_per_day > 0 && sent.messages + more.messages > limits.messages_per_day)
    return Error(Errc::too_many_messages);
  TRY_ASSIGN(more.new_recipients, count_new(database, account, submission.recipients));
  const bool too_many = sent.new_recipients + more.new_recipients > limits.new_recipients_per_day;
  if (limits.new_recipients_per_day > 0 && more.new_recipients > 0 && too_many)
    return Error(Errc::too_many_new_recipients);
  if (sent.messages == 0) TRY(forget_old_counts(database, account, day));
  TRY(count_sent(database, account, day, more));
  return remember(database, account, day, submission.recipients);
}

Result<> insert_rows(Database& database, AccountId account, SubmissionId id,
                     const NewSubmission& submission, Timestamp now) {
  const bool pending = submission.send_at > now;
  auto insert = database.use("INSERT INTO submissions VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)");
  insert.bind(account).bind(id).bind(id);
  submission.email ? insert.bind(*submission.email) : insert.bind_null();
  insert.bind(submission.blob).bind(now.unix_ms).bind(submission.send_at.unix_ms);
  insert.bind(pending ? Undo::pending : Undo::final).bind(std::ssize(submission.parts));
  TRY(insert.bind(submission.envelope).run());
  auto part = database.use("INSERT INTO parts VALUES (?, ?, ?, ?, 0, 0, ?)");
  std::int64_t number = 0;
  for (const Bytes& sealed : submission.parts) {
    part.bind(account).bind(id).bind(++number);
    pending ? part.bind_null() : part.bind(now.unix_ms);
    TRY(part.bind(sealed).run());
  }
  return {};
}

Result<SubmissionId> submit_one(WriteContext& context, AccountChange& change,
                                const NewSubmission& submission, const SendingLimits& limits,
                                Timestamp now) {
  Database& database = context.database;
  const AccountId account = change.account();
  TRY(load_outgoing(database, account, submission.blob));
  TRY(count_within(database, account, submission, limits, day_of(now)));
  auto use = database.use("UPDATE outgoing SET uses = uses + 1 WHERE account = ? AND blob = ?");
  TRY(use.bind(account).bind(submission.blob).run());
  const SubmissionId id{change.next_number()};
  change.submission_changed(raw(id));
  TRY(insert_rows(database, account, id, submission, now));
  context.queue_changed = true;
  return id;
}

Result<std::vector<Part>> read_parts(Database& database, AccountId account, SubmissionId id) {
  auto rows = database.use(
      "SELECT next_attempt, attempts, done, sealed FROM parts"
      " WHERE account = ? AND submission = ? ORDER BY part");
  rows.bind(account).bind(id);
  std::vector<Part> parts;
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return parts;
    Part part{rows.integer(1), {}, rows.integer(2) != 0, rows.bytes(3)};
    if (!rows.is_null(0)) part.next_attempt = Timestamp{rows.integer(0)};
    parts.push_back(std::move(part));
  }
}

Result<std::optional<Submission>> read_submission(Database& database, AccountId account,
                                                  SubmissionId id) {
  auto row = database.use(
      "SELECT email, blob, created, send_at, undo, held, envelope FROM submissions"
      " WHERE account = ? AND submission = ?");
  row.bind(account).bind(id);
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return std::optional<Submission>();
  Submission submission;
  submission.id = id;
  if (!row.is_null(0)) submission.email = row.id<MessageId>(0);
  submission.blob = row.id<BlobId>(1);
  submission.created = {row.integer(2)};
  submission.send_at = {row.integer(3)};
  submission.undo = row.id<Undo>(4);
  submission.held = row.integer(5) != 0;
  submission.envelope = row.bytes(6);
  TRY_ASSIGN(submission.parts, read_parts(database, account, id));
  return std::optional<Submission>(std::move(submission));
}

Result<> cancel(WriteContext& context, AccountId account, SubmissionId id) {
  TRY_ASSIGN(auto change, AccountChange::open(context.database, account));
  TRY_ASSIGN(const SubmissionRow row, load_submission(context.database, account, id));
  if (row.undo == Undo::canceled) return {};
  if (row.undo != Undo::pending) return Error(Errc::not_pending);
  TRY(remove_parts(context.database, account, id));
  TRY(release_outgoing(context, change, row.blob));
  auto update = context.database.use(
      "UPDATE submissions SET undo = ?, parts_left = 0 WHERE account = ? AND submission = ?");
  TRY(update.bind(Undo::canceled).bind(account).bind(id).run());
  TRY(note_changed(context.database, change, id));
  return change.save(context);
}

Result<> remove_canceled(WriteContext& context, AccountId account, SubmissionId id) {
  TRY_ASSIGN(auto change, AccountChange::open(context.database, account));
  TRY_ASSIGN(const SubmissionRow row, load_submission(context.database, account, id));
  if (row.undo != Undo::canceled) return Error(Errc::not_pending);
  TRY(destroy_submission(context, change, id));
  return change.save(context);
}

std::int64_t octets_of(const std::vector<NewSubmission>& submissions) {
  std::size_t octets = 1024;
  for (const NewSubmission& one : submissions) {
    octets += sizeof one + one.envelope.size() + one.recipients.size() * 32;
    for (const Bytes& part : one.parts) octets += part.size();
  }
  return static_cast<std::int64_t>(octets);
}

}  // namespace

Result<std::vector<Result<SubmissionId>>> SqliteStore::submit(
    AccountId account, const std::vector<NewSubmission>& submissions, const SendingLimits& limits,
    Timestamp now) {
  using Ids = std::vector<Result<SubmissionId>>;
  const auto work = [&](WriteContext& context) -> Result<Ids> {
    TRY_ASSIGN(auto change, AccountChange::open(context.database, account));
    Ids ids;
    for (const NewSubmission& one : submissions) {
      // Its checks come before its first change, so a refusal leaves nothing behind.
      ids.push_back(submit_one(context, change, one, limits, now));
      if (!ids.back().ok() && fails_group(ids.back().error())) return ids.back().error();
    }
    TRY(change.save(context));
    return ids;
  };
  return write<Ids>(work, octets_of(submissions));
}

Result<std::vector<SubmissionId>> SqliteStore::submission_ids(AccountId account) {
  auto reader = readers_.lend();
  TRY(read_states(*reader, account));
  auto rows =
      reader->use("SELECT submission FROM submissions WHERE account = ? ORDER BY submission");
  rows.bind(account);
  std::vector<SubmissionId> ids;
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return ids;
    ids.push_back(rows.id<SubmissionId>(0));
  }
}

Result<std::vector<Submission>> SqliteStore::submissions(AccountId account,
                                                         const std::vector<SubmissionId>& ids) {
  auto reader = readers_.lend();
  std::vector<Submission> all;
  for (const SubmissionId id : ids) {
    TRY_ASSIGN(auto submission, read_submission(*reader, account, id));
    if (submission) all.push_back(*std::move(submission));
  }
  return all;
}

Result<> SqliteStore::cancel_submission(AccountId account, SubmissionId id) {
  return write<void>([&](WriteContext& context) { return cancel(context, account, id); });
}

Result<> SqliteStore::remove_submission(AccountId account, SubmissionId id) {
  return write<void>([&](WriteContext& context) { return remove_canceled(context, account, id); });
}

Result<SentOnDay> SqliteStore::sent_since(AccountId account, Timestamp now, std::int64_t days) {
  auto reader = readers_.lend();
  return read_days(*reader, account, day_of(now) - days + 1, day_of(now));
}

Result<SubmissionChanges> SqliteStore::submission_changes(AccountId account, Modseq since,
                                                          std::int64_t limit) {
  auto reader = readers_.lend();
  TRY_ASSIGN(const auto states, read_states(*reader, account));
  TRY(check_since(since, states.submission));
  std::vector<Event> events;
  auto created = reader->use(
      "SELECT submission, submission FROM submissions WHERE account = ? AND submission > ?"
      " ORDER BY submission LIMIT ?");
  created.bind(account).bind(since).bind(limit + 1);
  TRY(read_events(std::move(created), Event::What::created, events));
  auto updated = reader->use(
      "SELECT changed, submission FROM submissions WHERE account = ? AND changed > ?"
      " AND changed > submission AND submission <= ? ORDER BY changed LIMIT ?");
  updated.bind(account).bind(since).bind(since).bind(limit + 1);
  TRY(read_events(std::move(updated), Event::What::updated, events));
  auto destroyed = reader->use(
      "SELECT number, id FROM destroyed WHERE account = ? AND kind = ? AND number > ? AND id <= ?"
      " ORDER BY number LIMIT ?");
  destroyed.bind(account).bind(Kind::submission).bind(since).bind(since).bind(limit + 1);
  TRY(read_events(std::move(destroyed), Event::What::destroyed, events));
  return changes_from<SubmissionId, SubmissionChanges>(std::move(events), since, states.submission,
                                                       limit);
}

}  // namespace nightmail::store
