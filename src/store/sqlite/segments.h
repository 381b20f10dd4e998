// SPDX-License-Identifier: Apache-2.0
//
// Segments: append-only files that hold larger blobs. The writer thread appends, syncs, punches
// holes and unlinks; any thread reads. What lies beyond the end that the database knows of is not
// there: it was written by a group that did not commit.

#ifndef NIGHTMAIL_STORE_SQLITE_SEGMENTS_H_
#define NIGHTMAIL_STORE_SQLITE_SEGMENTS_H_

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/durable_file.h"
#include "store/sqlite/segment_record.h"

namespace nightmail::store {

// Where a blob's record starts. segment 0: not in a segment.
struct Place {
  std::int64_t segment = 0;
  std::int64_t position = 0;
};

class Segments {
 public:
  Segments(FileSystem& files, std::string directory, std::int64_t segment_octets);

  struct Known {
    std::int64_t segment = 0;
    std::int64_t end = 0;
  };
  // Removes files that the database does not know, and what lies beyond a known end.
  [[nodiscard]] Result<> recover(const std::vector<Known>& known);

  // --- writer thread ---
  // Takes a place at the end; the octets must stay where they are until write() or discard().
  [[nodiscard]] Place append(AccountId account, BlobId blob, ByteView sealed);
  // Writes and syncs all that was appended. Nothing to do: no call to the system.
  [[nodiscard]] Result<> write();
  // After the database committed / did not commit.
  void keep();
  void discard();

  struct Growth {  // of each segment that was appended to since the last keep()
    std::int64_t segment = 0;
    std::int64_t end = 0;
    std::int64_t records = 0;
  };
  [[nodiscard]] std::vector<Growth> growth() const;
  [[nodiscard]] std::int64_t current() const { return current_; }
  [[nodiscard]] Result<> punch(const std::vector<std::pair<Place, std::int64_t>>& ranges);
  [[nodiscard]] Result<> remove(std::int64_t segment);

  // --- any thread ---
  // Up to `length` octets from `offset` on; verified if the whole blob is read.
  // Errc::corrupt if the record at `place` is not this blob's.
  [[nodiscard]] Result<Bytes> read(Place place, AccountId account, BlobId blob, std::int64_t offset,
                                   std::int64_t length);

 private:
  struct Batch {  // for one segment
    std::int64_t segment = 0;
    std::int64_t start = 0;
    std::int64_t end = 0;
    std::vector<RecordHeader> headers;
    std::vector<ByteView> bodies;
  };
  [[nodiscard]] std::string path(std::int64_t segment) const;
  [[nodiscard]] Result<std::shared_ptr<File>> file(std::int64_t segment);
  [[nodiscard]] Result<> write_batch(const Batch& batch);
  [[nodiscard]] Result<> create_if_new(std::int64_t segment);
  void next_batch();

  FileSystem& files_;
  std::string directory_;
  std::int64_t segment_octets_;
  std::int64_t current_ = 0;       // 0: none yet
  std::int64_t end_ = 0;           // of current_, committed or not
  std::int64_t kept_current_ = 0;  // as committed
  std::int64_t kept_end_ = 0;
  std::int64_t created_ = 0;  // the newest segment whose file exists
  std::vector<Batch> batches_;
  std::mutex mutex_;  // guards open_
  std::map<std::int64_t, std::shared_ptr<File>> open_;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_SEGMENTS_H_
