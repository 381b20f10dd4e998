// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/queue_rows.h"

#include "store/errors.h"
#include "store/sqlite/message_rows.h"

namespace nightmail::store {

Result<OutgoingRow> load_outgoing(Database& database, AccountId account, BlobId id) {
  auto row = database.use(
      "SELECT size, segment, position, uses FROM outgoing WHERE account = ? AND blob = ?");
  row.bind(account).bind(id);
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return Error(Errc::not_found, "outgoing blob");
  return OutgoingRow{row.integer(0), {row.integer(1), row.integer(2)}, row.integer(3)};
}

Result<> remove_outgoing(WriteContext& context, AccountChange& change, BlobId id) {
  TRY_ASSIGN(const OutgoingRow row, load_outgoing(context.database, change.account(), id));
  if (row.place.segment != kInline) TRY(free_place(context, row.place, row.size));
  change.add_outgoing(-row.size);
  auto remove = context.database.use("DELETE FROM outgoing WHERE account = ? AND blob = ?");
  return remove.bind(change.account()).bind(id).run();
}

Result<> release_outgoing(WriteContext& context, AccountChange& change, BlobId id) {
  TRY_ASSIGN(const OutgoingRow row, load_outgoing(context.database, change.account(), id));
  if (row.uses <= 1) return remove_outgoing(context, change, id);
  auto update =
      context.database.use("UPDATE outgoing SET uses = uses - 1 WHERE account = ? AND blob = ?");
  return update.bind(change.account()).bind(id).run();
}

Result<SubmissionRow> load_submission(Database& database, AccountId account, SubmissionId id) {
  auto row = database.use(
      "SELECT blob, undo, held, parts_left FROM submissions WHERE account = ? AND submission = ?");
  row.bind(account).bind(id);
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return Error(Errc::not_found, "submission");
  return SubmissionRow{row.id<BlobId>(0), row.id<Undo>(1), row.integer(2) != 0, row.integer(3)};
}

Result<> remove_parts(Database& database, AccountId account, SubmissionId id) {
  auto parts = database.use("DELETE FROM parts WHERE account = ? AND submission = ?");
  return parts.bind(account).bind(id).run();
}

Result<> note_changed(Database& database, AccountChange& change, SubmissionId id) {
  const std::int64_t number = change.next_number();
  change.submission_changed(number);
  auto update =
      database.use("UPDATE submissions SET changed = ? WHERE account = ? AND submission = ?");
  return update.bind(number).bind(change.account()).bind(id).run();
}

Result<> destroy_submission(WriteContext& context, AccountChange& change, SubmissionId id) {
  TRY(remove_parts(context.database, change.account(), id));
  auto remove =
      context.database.use("DELETE FROM submissions WHERE account = ? AND submission = ?");
  TRY(remove.bind(change.account()).bind(id).run());
  const std::int64_t number = change.next_number();
  change.submission_changed(number);
  return note_destroyed(context.database, change.account(), Kind::submission, number, raw(id));
}

Result<> count_sent(Database& database, AccountId account, std::int64_t day,
                    const SentOnDay& more) {
  auto count = database.use(
      "INSERT INTO sending_days VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (account, day) DO UPDATE"
      " SET messages = messages + ?3, new_recipients = new_recipients + ?4, failed = failed + ?5");
  count.bind(account).bind(day).bind(more.messages).bind(more.new_recipients);
  return count.bind(more.failed).run();
}

}  // namespace nightmail::store
