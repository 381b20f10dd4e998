// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sql_functions.h"

#include <sqlite3.h>

#include "proto/wkd/wkd.h"
#include "store/address.h"
#include "store/sqlite/statement.h"

namespace nightmail::store {
namespace {

void wkd_hash(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
  const std::string_view address(text == nullptr ? "" : text, text == nullptr ? 0 : size);
  const std::string hash = wkd::hash_local_part(local_part(address));
  sqlite3_result_text(context, hash.data(), static_cast<int>(hash.size()), SQLITE_TRANSIENT);
}

}  // namespace

Result<> add_sql_functions(sqlite3* database) {
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  const int code = sqlite3_create_function_v2(database, "wkd_hash", 1, flags, nullptr, wkd_hash,
                                              nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return sqlite_error(database, code);
  return {};
}

}  // namespace nightmail::store
