// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/database.h"

#include <sqlite3.h>

#include "store/errors.h"
#include "store/sqlite/sql_functions.h"

namespace nightmail::store {
namespace {

// 8 KiB pages: the sealed summary of most messages then lies in its table's leaf, not in a page of
// its own. secure_delete: what is deleted is overwritten.
constexpr const char* kConfigureBoth =
    "PRAGMA busy_timeout=10000;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA mmap_size=0;"
    "PRAGMA trusted_schema=OFF;";
constexpr const char* kConfigureWriter =
    "PRAGMA page_size=8192;"
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA secure_delete=ON;"
    "PRAGMA wal_autocheckpoint=0;"
    "PRAGMA cell_size_check=ON;"
    "PRAGMA cache_size=-8192;";
constexpr const char* kConfigureReader =
    "PRAGMA query_only=ON;"
    "PRAGMA cache_size=-2048;";

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::string& path, const std::string& vfs,
                                                 Use use) {
  std::unique_ptr<Database> database(new Database);
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  const int code = sqlite3_open_v2(path.c_str(), &database->database_, flags, vfs.c_str());
  if (code != SQLITE_OK) return sqlite_error(database->database_, code);
  TRY(database->configure(use));
  return database;
}

Database::~Database() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(database_);
}

Result<> Database::configure(Use use) {
  sqlite3_extended_result_codes(database_, 1);
  // Closing must not do I/O that nobody checks: the store checkpoints by itself.
  sqlite3_db_config(database_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  TRY(execute(kConfigureBoth));
  if (use == Use::read) return execute(kConfigureReader);
  TRY(execute(kConfigureWriter));
  TRY(add_sql_functions(database_));
  sqlite3_wal_hook(database_, &Database::on_commit, this);
  return {};
}

int Database::on_commit(void* self, sqlite3*, const char*, int frames) {
  static_cast<Database*>(self)->wal_frames_ = frames;
  return SQLITE_OK;
}

Result<> Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return sqlite_error(database_, code);
  return {};
}

Statement Database::use(const char* sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (statement != nullptr) return {database_, statement, SQLITE_OK};
  const int code =
      sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  return {database_, statement, code};
}

Statement Database::use_once(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database_, sql.c_str(), static_cast<int>(sql.size()), 0,
                                      &statement, nullptr);
  return {database_, statement, code, true};
}

Result<std::int64_t> Database::pragma(const char* sql) {
  auto statement = use_once(sql);
  TRY_ASSIGN(const bool row, statement.step());
  return row ? statement.integer(0) : 0;
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(database_) == 0;
}

Result<> Database::checkpoint(bool truncate) {
  const int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  if (truncate) sqlite3_busy_timeout(database_, 0);
  const int code = sqlite3_wal_checkpoint_v2(database_, nullptr, mode, nullptr, nullptr);
  if (truncate) sqlite3_busy_timeout(database_, 10'000);
  if (code == SQLITE_BUSY) return {};  // a reader is at work: next time
  if (code != SQLITE_OK) return sqlite_error(database_, code);
  wal_frames_ = 0;
  return {};
}

Snapshot::Snapshot(Database& database) : database_(database) {
  // BEGIN takes no lock and does no I/O; what fails afterwards fails in the statement that reads.
  (void)database_.execute("BEGIN");
}

Snapshot::~Snapshot() {
  (void)database_.execute("COMMIT");
}

}  // namespace nightmail::store
