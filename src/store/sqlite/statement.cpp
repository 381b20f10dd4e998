// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/statement.h"

#include <sqlite3.h>

#include "store/errors.h"

namespace nightmail::store {

Error sqlite_error(sqlite3* database, int code) {
  const int extended = database != nullptr ? sqlite3_extended_errcode(database) : code;
  const std::string context = "sqlite " + std::to_string(extended);
  switch (code & 0xff) {
    case SQLITE_FULL:
      return Error(Errc::disk_full, context);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error(Errc::busy, context);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_SCHEMA:
    case SQLITE_ERROR:  // a statement that our schema does not know: the file is not ours
      return Error(Errc::corrupt, context);
    case SQLITE_CONSTRAINT:
      return Error(Errc::already_exists, context);
    default:
      return Error(Errc::io, context);
  }
}

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_),
      statement_(other.statement_),
      code_(other.code_),
      owned_(other.owned_),
      next_(other.next_) {
  other.statement_ = nullptr;
}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  if (owned_) {
    sqlite3_finalize(statement_);
    return;
  }
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Statement& Statement::bind(std::int64_t value) {
  if (code_ == SQLITE_OK) code_ = sqlite3_bind_int64(statement_, next_++, value);
  return *this;
}

Statement& Statement::bind(ByteView value) {
  // A null pointer would bind NULL where an empty blob is meant.
  const void* data = value.empty() ? static_cast<const void*>("") : value.data();
  if (code_ == SQLITE_OK)
    code_ = sqlite3_bind_blob64(statement_, next_++, data, value.size(), SQLITE_STATIC);
  return *this;
}

Statement& Statement::bind(std::string_view value) {
  const char* data = value.empty() ? "" : value.data();
  if (code_ == SQLITE_OK) {
    code_ =
        sqlite3_bind_text64(statement_, next_++, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  return *this;
}

Statement& Statement::bind_null() {
  if (code_ == SQLITE_OK) code_ = sqlite3_bind_null(statement_, next_++);
  return *this;
}

Result<bool> Statement::step() {
  if (code_ != SQLITE_OK) return sqlite_error(database_, code_);
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return sqlite_error(database_, code);
}

Result<> Statement::run() {
  for (;;) {
    TRY_ASSIGN(const bool row, step());
    if (!row) break;
  }
  sqlite3_reset(statement_);
  next_ = 1;
  return {};
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

ByteView Statement::view(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return {static_cast<const std::uint8_t*>(data), size};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

}  // namespace nightmail::store
