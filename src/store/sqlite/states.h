// SPDX-License-Identifier: Apache-2.0
//
// Reading an account's states, and checking the state that a client has.

#ifndef NIGHTMAIL_STORE_SQLITE_STATES_H_
#define NIGHTMAIL_STORE_SQLITE_STATES_H_

#include "store/changes.h"
#include "store/sqlite/database.h"

namespace nightmail::store {

// Errc::not_found if there is no such account.
[[nodiscard]] Result<AccountStates> read_states(Database& database, AccountId account);
// Errc::cannot_calculate for a state that this account never had (RFC 8620 §5.2).
[[nodiscard]] Result<> check_since(Modseq since, Modseq now);

// One step of what happened to an account's mailboxes or messages.
struct Event {
  std::int64_t number = 0;
  enum class What { created, updated, destroyed } what = What::created;
  std::int64_t id = 0;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_STATES_H_
