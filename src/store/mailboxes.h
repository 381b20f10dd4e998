// SPDX-License-Identifier: Apache-2.0
//
// Mailboxes of an account. Names are sealed by the client. Thread-safe; blocking.

#ifndef NIGHTMAIL_STORE_MAILBOXES_H_
#define NIGHTMAIL_STORE_MAILBOXES_H_

#include <optional>
#include <vector>

#include "store/types.h"

namespace nightmail::store {

struct Mailbox {
  MailboxId id{};
  std::optional<MailboxId> parent;
  Role role = Role::none;
  Bytes sealed_name;
  std::int64_t sort_order = 0;
  bool subscribed = true;
  std::int64_t total = 0;   // messages in it
  std::int64_t unread = 0;  // of these, without $seen
};

struct MailboxChange {
  std::optional<Bytes> sealed_name;
  std::optional<std::optional<MailboxId>> parent;
  std::optional<Role> role;
  std::optional<std::int64_t> sort_order;
  std::optional<bool> subscribed;
};

struct MailboxChanges {
  Modseq new_state{};
  bool has_more = false;
  bool only_counts = false;  // every update touched total/unread alone (RFC 8621 §2.2)
  std::vector<MailboxId> created, updated, destroyed;
};

class Mailboxes {
 public:
  virtual ~Mailboxes() = default;
  virtual Result<Modseq> mailbox_state(AccountId account) = 0;
  virtual Result<std::vector<Mailbox>> mailboxes(AccountId account) = 0;
  virtual Result<MailboxId> create_mailbox(AccountId account, const Mailbox& mailbox) = 0;
  virtual Result<> update_mailbox(AccountId account, MailboxId id, const MailboxChange& change) = 0;
  // Messages that lie only in it are destroyed if `remove_messages`, else Errc::mailbox_has_email.
  virtual Result<> destroy_mailbox(AccountId account, MailboxId id, bool remove_messages) = 0;
  virtual Result<MailboxChanges> mailbox_changes(AccountId account, Modseq since,
                                                 std::int64_t limit) = 0;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_MAILBOXES_H_
