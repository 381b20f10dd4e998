// SPDX-License-Identifier: Apache-2.0
//
// AccountChange: an account's row while a write job changes the account. It hands out the numbers
// by which ids and states are counted, and writes the row back once. Writer thread only.

#ifndef NIGHTMAIL_STORE_SQLITE_ACCOUNT_CHANGE_H_
#define NIGHTMAIL_STORE_SQLITE_ACCOUNT_CHANGE_H_

#include "store/changes.h"
#include "store/sqlite/database.h"
#include "store/types.h"

namespace nightmail::store {

struct WriteContext;

class AccountChange {
 public:
  // Errc::not_found if there is no such account, or it is being deleted.
  [[nodiscard]] static Result<AccountChange> open(Database& database, AccountId account);

  [[nodiscard]] AccountId account() const { return account_; }
  // The next number of the account: the id of something new, or the state after a change.
  [[nodiscard]] std::int64_t next_number() { return ++last_number_; }
  void message_changed(std::int64_t number) { message_state_ = number; }
  void mailbox_changed(std::int64_t number) { mailbox_state_ = number; }
  void submission_changed(std::int64_t number) { submission_state_ = number; }
  // What waits to go out is counted by itself.
  [[nodiscard]] std::int64_t outgoing_octets() const { return outgoing_octets_; }
  void add_outgoing(std::int64_t octets) { outgoing_octets_ += octets; }
  void add_message(std::int64_t octets) {
    used_octets_ += octets;
    ++message_count_;
  }
  // What is uploaded counts at once, and as a message's from its import on.
  void add_upload(std::int64_t octets) { used_octets_ += octets; }
  void import_upload() { ++message_count_; }
  void remove_message(std::int64_t octets) {
    used_octets_ -= octets;
    --message_count_;
  }
  [[nodiscard]] bool has_room_for(std::int64_t octets) const {
    return quota_octets_ == 0 || used_octets_ + octets <= quota_octets_;
  }

  // Writes the row; listeners hear of changed states after the commit.
  [[nodiscard]] Result<> save(WriteContext& context);

 private:
  [[nodiscard]] AccountStates states() const;

  AccountId account_{};
  std::int64_t last_number_ = 0;
  std::int64_t message_state_ = 0;
  std::int64_t mailbox_state_ = 0;
  std::int64_t used_octets_ = 0;
  std::int64_t message_count_ = 0;
  std::int64_t quota_octets_ = 0;
  std::int64_t submission_state_ = 0;
  std::int64_t outgoing_octets_ = 0;
  AccountStates before_;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_ACCOUNT_CHANGE_H_
