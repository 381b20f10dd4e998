// SPDX-License-Identifier: Apache-2.0
//
// What the write jobs of one group commit work with. Lives on the writer thread.

#ifndef NIGHTMAIL_STORE_SQLITE_WRITE_CONTEXT_H_
#define NIGHTMAIL_STORE_SQLITE_WRITE_CONTEXT_H_

#include <map>
#include <optional>

#include "store/changes.h"
#include "store/sqlite/database.h"
#include "store/sqlite/delivery_batch.h"
#include "store/sqlite/segments.h"

namespace nightmail::store {

struct WriteContext {
  Database& database;
  Segments& segments;
  std::int64_t segment_from = 0;  // blobs of this size and more go to a segment
  DeliveryBatch deliveries{};
  std::map<AccountId, AccountStates> changed{};  // whose listeners hear of it after the commit
  bool recipients_changed = false;               // cached look-ups must be forgotten
  bool queue_changed = false;                    // something new may be due
  bool garbage = false;                          // places in segments became free
  std::optional<Error> failure{};                // the whole group cannot be committed
};

// True for failures of the disk or the database itself, after which the group is given up.
[[nodiscard]] bool fails_group(const Error& error);

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_WRITE_CONTEXT_H_
