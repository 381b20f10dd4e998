// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/states.h"

#include "store/errors.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {

Result<AccountStates> read_states(Database& database, AccountId account) {
  auto row = database.use(
      "SELECT mailbox_state, message_state, submission_state FROM accounts"
      " WHERE account = ? AND deleting = 0");
  row.bind(account);
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return Error(Errc::not_found, "account");
  return AccountStates{row.id<Modseq>(0), row.id<Modseq>(1), row.id<Modseq>(2)};
}

Result<> check_since(Modseq since, Modseq now) {
  if (raw(since) < 0 || since > now) return Error(Errc::cannot_calculate, "unknown state");
  return {};
}

Result<> read_events(Statement rows, Event::What what, std::vector<Event>& events) {
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return {};
    events.push_back({rows.integer(0), what, rows.integer(1)});
  }
}

Result<Modseq> SqliteStore::mailbox_state(AccountId account) {
  auto reader = readers_.lend();
  TRY_ASSIGN(const auto states, read_states(*reader, account));
  return states.mailbox;
}

Result<Modseq> SqliteStore::message_state(AccountId account) {
  auto reader = readers_.lend();
  TRY_ASSIGN(const auto states, read_states(*reader, account));
  return states.message;
}

Result<Modseq> SqliteStore::submission_state(AccountId account) {
  auto reader = readers_.lend();
  TRY_ASSIGN(const auto states, read_states(*reader, account));
  return states.submission;
}

}  // namespace nightmail::store
