// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

Result<Bytes> read_value(Database& database, std::string_view name) {
  auto row = database.use("SELECT value FROM service_values WHERE name = ?");
  row.bind(name);
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return Error(Errc::not_found, "service value");
  return row.bytes(0);
}

}  // namespace

Result<Bytes> SqliteStore::service_value(std::string_view name) {
  auto reader = readers_.lend();
  return read_value(*reader, name);
}

Result<Bytes> SqliteStore::service_value_or(std::string_view name, ByteView value) {
  return write<Bytes>([&](WriteContext& context) -> Result<Bytes> {
    auto insert = context.database.use("INSERT OR IGNORE INTO service_values VALUES (?, ?)");
    TRY(insert.bind(name).bind(value).run());
    return read_value(context.database, name);
  });
}

}  // namespace nightmail::store
