// SPDX-License-Identifier: Apache-2.0
//
// Statement: one use of a prepared statement, which goes back to its connection's cache when the
// Statement goes. Belongs to the thread that uses the connection.

#ifndef NIGHTMAIL_STORE_SQLITE_STATEMENT_H_
#define NIGHTMAIL_STORE_SQLITE_STATEMENT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/bytes.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace nightmail::store {

// What an SQLite result code means to us. The context holds SQLite's code, never a value.
[[nodiscard]] Error sqlite_error(sqlite3* database, int code);

class Statement {
 public:
  // `owned`: not from a cache, ends with this use. `code`: why `statement` could not be prepared.
  Statement(sqlite3* database, sqlite3_stmt* statement, int code, bool owned = false)
      : database_(database), statement_(statement), code_(code), owned_(owned) {}
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  // Each call binds the next parameter. Text and bytes are not copied: they must live as long as
  // the statement is used.
  Statement& bind(std::int64_t value);
  Statement& bind(ByteView value);
  Statement& bind(const Bytes& value) { return bind(ByteView(value)); }
  Statement& bind(std::string_view value);
  Statement& bind(const std::string& value) { return bind(std::string_view(value)); }
  Statement& bind_null();
  template <class Id>
  requires std::is_enum_v<Id> Statement& bind(Id id) { return bind(static_cast<std::int64_t>(id)); }

  // True: there is a row, whose columns can be read until the next step.
  [[nodiscard]] Result<bool> step();
  // To the end; rows are ignored. The statement can then be bound anew.
  [[nodiscard]] Result<> run();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] ByteView view(int column) const;  // until the next step
  [[nodiscard]] Bytes bytes(int column) const { return to_bytes(view(column)); }
  [[nodiscard]] std::string_view text(int column) const { return as_text(view(column)); }
  [[nodiscard]] bool is_null(int column) const;
  template <class Id>
  [[nodiscard]] Id id(int column) const {
    return static_cast<Id>(integer(column));
  }

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_;
  int code_;
  bool owned_;
  int next_ = 1;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_STATEMENT_H_
