// SPDX-License-Identifier: Apache-2.0
//
// Rows of an account's credentials, keys, items and addresses. Free functions for the writer.

#ifndef NIGHTMAIL_STORE_SQLITE_ACCOUNT_ROWS_H_
#define NIGHTMAIL_STORE_SQLITE_ACCOUNT_ROWS_H_

#include "store/accounts.h"
#include "store/sqlite/database.h"

namespace nightmail::store {

// How long the address of a deleted account stays nobody's.
inline constexpr std::int64_t kReservedMs = 365LL * 24 * 3600 * 1000;

// Errc::already_exists if it is an account's, or was until less than a year before `now`.
[[nodiscard]] Result<> take_address(Database& database, AccountId id, std::string_view address,
                                    Timestamp now);
[[nodiscard]] Result<> put_credentials(Database& database, AccountId id,
                                       const Credentials& credentials);
[[nodiscard]] Result<> put_key(Database& database, AccountId id, const PublicKey& key,
                               bool primary);
[[nodiscard]] Result<> put_item(Database& database, AccountId id, const SealedItem& item);

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_ACCOUNT_ROWS_H_
