// SPDX-License-Identifier: Apache-2.0
//
// What Email/query and Email/queryChanges share.

#ifndef NIGHTMAIL_STORE_SQLITE_QUERIES_H_
#define NIGHTMAIL_STORE_SQLITE_QUERIES_H_

#include <vector>

#include "store/sqlite/query_sql.h"

namespace nightmail::store {

[[nodiscard]] Result<std::vector<MessageId>> read_ids(Statement rows);
// From the counters that are kept anyway, where the filter allows.
[[nodiscard]] Result<std::int64_t> count_results(Database& database, AccountId account,
                                                 const MessageFilter& filter, const QuerySql& sql);

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_QUERIES_H_
