// SPDX-License-Identifier: Apache-2.0
//
// The tables (docs/formats/store.md explains each column) and how older data get there.
// Each released version is one forward step; a step is never edited after a release.

#ifndef NIGHTMAIL_STORE_SQLITE_SCHEMA_H_
#define NIGHTMAIL_STORE_SQLITE_SCHEMA_H_

#include <cstdint>

#include "base/result.h"
#include "store/sqlite/database.h"

namespace nightmail::store {

inline constexpr std::int64_t kSchemaVersion = 5;

// Brings an empty or older database to kSchemaVersion, each step in one transaction.
// Errc::newer_schema if it is newer than this program.
[[nodiscard]] Result<> migrate(Database& database);

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_SCHEMA_H_
