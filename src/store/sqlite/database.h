// SPDX-License-Identifier: Apache-2.0
//
// Database: one SQLite connection and its prepared statements. Used by one thread at a time.

#ifndef NIGHTMAIL_STORE_SQLITE_DATABASE_H_
#define NIGHTMAIL_STORE_SQLITE_DATABASE_H_

#include <memory>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "store/sqlite/statement.h"

struct sqlite3;
struct sqlite3_stmt;

namespace nightmail::store {

class Database {
 public:
  enum class Use { write, read };
  // `vfs`: the name of a registered DiskVfs.
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::string& path,
                                                              const std::string& vfs, Use use);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // One or more statements without parameters.
  [[nodiscard]] Result<> execute(const std::string& sql);
  // `sql` must be a literal: it is known by its address from then on.
  [[nodiscard]] Statement use(const char* sql);
  // For text that is put together: prepared for this use only.
  [[nodiscard]] Statement use_once(const std::string& sql);
  [[nodiscard]] Result<std::int64_t> pragma(const char* sql);

  [[nodiscard]] bool in_transaction() const;
  // Frames in the write-ahead log after the last commit.
  [[nodiscard]] int wal_frames() const { return wal_frames_; }
  // `truncate`: waits for readers, then empties the log's file.
  [[nodiscard]] Result<> checkpoint(bool truncate);

 private:
  Database() = default;
  [[nodiscard]] Result<> configure(Use use);
  static int on_commit(void* self, sqlite3* database, const char* name, int frames);

  sqlite3* database_ = nullptr;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
  int wal_frames_ = 0;
};

// A read transaction: everything inside it sees one state.
class Snapshot {
 public:
  explicit Snapshot(Database& database);
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot();

 private:
  Database& database_;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_DATABASE_H_
