// SPDX-License-Identifier: Apache-2.0
//
// Private to store/sqlite: SQL functions that our own statements call on the writer's connection.
// No index or view names them, so that any SQLite program can read the database.

#ifndef NIGHTMAIL_STORE_SQLITE_SQL_FUNCTIONS_H_
#define NIGHTMAIL_STORE_SQLITE_SQL_FUNCTIONS_H_

#include "base/result.h"

struct sqlite3;

namespace nightmail::store {

// wkd_hash(address): the name of an address's key in a Web Key Directory (proto/wkd).
[[nodiscard]] Result<> add_sql_functions(sqlite3* database);

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_SQL_FUNCTIONS_H_
