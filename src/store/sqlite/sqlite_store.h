// SPDX-License-Identifier: Apache-2.0
//
// The embedded store: one directory with an SQLite database and segment files for larger blobs
// (docs/formats/store.md). One writer thread does group commits; readers run beside it.
// The store is owned by main(); what the options refer to must outlive it.

#ifndef NIGHTMAIL_STORE_SQLITE_SQLITE_STORE_H_
#define NIGHTMAIL_STORE_SQLITE_SQLITE_STORE_H_

#include <chrono>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/durable_file.h"
#include "base/log.h"
#include "base/random.h"
#include "store/store.h"

namespace nightmail::store {

struct SqliteOptions {
  std::string directory;  // made (mode 0700) if it isn't there
  Clock& clock;
  Random& random;
  Log& log;
  FileSystem& files;

  // The figures behind these stand in docs/decisions/blobs.md.
  std::int64_t segment_from = 32 * 1024;            // blobs of this size and more lie in segments
  std::int64_t segment_octets = 128 << 20;          // a segment that has grown to this is closed
  std::int64_t queue_octets = 96 << 20;             // writes that may wait; beyond it: Errc::busy
  std::int64_t group_octets = 64 << 20;             // of one commit
  int group_deliveries = 512;                       // of one commit
  int group_enough = 32;                            // deliveries that share a sync: worth no wait
  std::chrono::milliseconds announced_gap{60};      // for the next delivery that is on its way
  std::chrono::milliseconds guessed_gap{15};        // for one that is not announced, but likely
  std::chrono::milliseconds group_wait{400};        // for all of them together
  std::int64_t checkpoint_pages = 4096;             // pages in the write-ahead log before they move
  std::chrono::milliseconds idle_checkpoint{2000};  // quiet for so long: the log is emptied
  int readers = 4;                                  // connections that read at the same time
};

// Creates the data or migrates it to this version's schema. Errc::in_use if another process has it
// open, Errc::newer_schema if a newer version of the program wrote it.
[[nodiscard]] Result<std::unique_ptr<Store>> open_sqlite_store(const SqliteOptions& options);

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_SQLITE_STORE_H_
