// SPDX-License-Identifier: Apache-2.0
//
// The rows of one message (messages, contents, memberships, destroyed), and the small texts in
// them. Free functions; the caller's thread owns the connection.

#ifndef NIGHTMAIL_STORE_SQLITE_MESSAGE_ROWS_H_
#define NIGHTMAIL_STORE_SQLITE_MESSAGE_ROWS_H_

#include <optional>
#include <string>
#include <string_view>

#include "store/messages.h"
#include "store/sqlite/account_change.h"
#include "store/sqlite/segments.h"

namespace nightmail::store {

inline constexpr std::int64_t kInline = 0;    // messages.segment: the blob lies in contents.sealed
inline constexpr std::int64_t kInBlobs = -1;  // messages.segment: the blob has a row in blobs

struct MessageRow {
  AccountId account{};
  Message message;
  Place place;
};

// "12 15" and back; "$flagged $seen" and back.
[[nodiscard]] std::string join(const std::vector<MailboxId>& mailboxes);
[[nodiscard]] std::vector<MailboxId> split_mailboxes(std::string_view text);
[[nodiscard]] std::string join(const Keywords& keywords);
[[nodiscard]] Keywords split_keywords(std::string_view text);
// Sorted, without duplicates.
[[nodiscard]] Keywords normal(Keywords keywords);
[[nodiscard]] bool has(const Keywords& keywords, std::string_view keyword);

// nullopt if there is none.
[[nodiscard]] Result<std::optional<MessageRow>> load_message(Database& database, AccountId account,
                                                             MessageId id);
// `sealed`: the blob, where it lies inline.
[[nodiscard]] Result<> insert_message(Database& database, const MessageRow& row,
                                      ByteView sealed_summary, std::optional<ByteView> sealed);
[[nodiscard]] Result<> insert_membership(Database& database, AccountId account, MailboxId mailbox,
                                         const Message& message);
[[nodiscard]] Result<> remove_membership(Database& database, AccountId account, MailboxId mailbox,
                                         const Message& message);
// Adds to the counters of a mailbox and notes the change.
[[nodiscard]] Result<> change_counts(Database& database, AccountId account, MailboxId mailbox,
                                     std::int64_t total, std::int64_t unread, std::int64_t changed);
// Removes all of a message and leaves a row in `destroyed`. Counters of `mailboxes` are kept right.
[[nodiscard]] Result<> destroy_message(WriteContext& context, AccountChange& change,
                                       const MessageRow& row);
// Gives the message these mailboxes and keywords; counters follow. Returns whether anything
// changed. Errc::no_mailbox if there is none, Errc::not_found if one of them isn't there.
[[nodiscard]] Result<bool> update_message(WriteContext& context, AccountChange& change,
                                          const MessageRow& row, std::vector<MailboxId> mailboxes,
                                          Keywords keywords);
[[nodiscard]] Result<> require_mailboxes(Database& database, AccountId account,
                                         const std::vector<MailboxId>& mailboxes);
// The place of a blob is free once the group is committed.
[[nodiscard]] Result<> free_place(WriteContext& context, Place place, std::int64_t size);

enum class Kind { mailbox = 1, message = 2, submission = 3 };
[[nodiscard]] Result<> note_destroyed(Database& database, AccountId account, Kind kind,
                                      std::int64_t number, std::int64_t id);

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_MESSAGE_ROWS_H_
