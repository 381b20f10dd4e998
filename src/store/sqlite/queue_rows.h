// SPDX-License-Identifier: Apache-2.0
//
// Rows of the queue: outgoing blobs, submissions, their parts. Free functions for the writer, and
// what reads share.

#ifndef NIGHTMAIL_STORE_SQLITE_QUEUE_ROWS_H_
#define NIGHTMAIL_STORE_SQLITE_QUEUE_ROWS_H_

#include "store/queue.h"
#include "store/sqlite/account_change.h"
#include "store/sqlite/database.h"
#include "store/sqlite/segments.h"
#include "store/sqlite/write_context.h"

namespace nightmail::store {

inline constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;
[[nodiscard]] constexpr std::int64_t day_of(Timestamp time) {
  return time.unix_ms / kDayMs;
}

struct OutgoingRow {
  std::int64_t size = 0;
  Place place;
  std::int64_t uses = 0;
};
// Errc::not_found if there is none.
[[nodiscard]] Result<OutgoingRow> load_outgoing(Database& database, AccountId account, BlobId id);
[[nodiscard]] Result<> remove_outgoing(WriteContext& context, AccountChange& change, BlobId id);
// One submission less uses it; the last one takes it along.
[[nodiscard]] Result<> release_outgoing(WriteContext& context, AccountChange& change, BlobId id);

struct SubmissionRow {
  BlobId blob{};
  Undo undo = Undo::pending;
  bool held = false;
  std::int64_t parts_left = 0;
};
// Errc::not_found if there is none.
[[nodiscard]] Result<SubmissionRow> load_submission(Database& database, AccountId account,
                                                    SubmissionId id);
[[nodiscard]] Result<> remove_parts(Database& database, AccountId account, SubmissionId id);
// Notes that it changed; call after the change.
[[nodiscard]] Result<> note_changed(Database& database, AccountChange& change, SubmissionId id);
// Removes the row and its parts (not its blob), and leaves a row in `destroyed`.
[[nodiscard]] Result<> destroy_submission(WriteContext& context, AccountChange& change,
                                          SubmissionId id);

// Adds to the counters of a day.
[[nodiscard]] Result<> count_sent(Database& database, AccountId account, std::int64_t day,
                                  const SentOnDay& more);

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_QUEUE_ROWS_H_
