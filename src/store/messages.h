// SPDX-License-Identifier: Apache-2.0
//
// Messages: delivery (the hot path), look-up, query, change. All content is sealed. Thread-safe.

#ifndef NIGHTMAIL_STORE_MESSAGES_H_
#define NIGHTMAIL_STORE_MESSAGES_H_

#include <optional>
#include <string>
#include <vector>

#include "store/types.h"

namespace nightmail::store {

struct Delivery {
  AccountId account{};
  Role mailbox = Role::inbox;  // the inbox takes it where no mailbox has this role
  Timestamp received;
  Keywords keywords;
  Bytes sealed_message;
  Bytes sealed_summary;
  bool beyond_quota = false;  // a notice of the service itself: stored even if the account is full
  bool announced = false;  // it is one of those that expect_deliveries told of, which now has come
};

struct Message {
  MessageId id{};
  BlobId blob{};
  std::int64_t size = 0;  // octets of the sealed message
  Timestamp received;
  std::vector<MailboxId> mailboxes;
  Keywords keywords;
};

// A message that is made of blobs which lie there already (Email/import, RFC 8621 §4.8).
struct Import {
  BlobId sealed_message{};
  Bytes sealed_summary;
  std::vector<MailboxId> mailboxes;
  Keywords keywords;
  Timestamp received;
};

struct MessageChange {
  MessageId id{};
  std::optional<std::vector<MailboxId>> mailboxes;  // replaces all
  std::vector<MailboxId> add_mailboxes, remove_mailboxes;
  std::optional<Keywords> keywords;  // replaces all
  Keywords add_keywords, remove_keywords;
  std::optional<Bytes> sealed_summary;
};

struct MessageFilter {
  std::optional<MailboxId> in_mailbox;
  std::vector<MailboxId> in_mailbox_other_than;
  std::optional<Timestamp> before;                 // received < before
  std::optional<Timestamp> after;                  // received >= after
  std::optional<std::int64_t> min_size, max_size;  // min_size <= size < max_size
  Keywords has_keywords, not_keywords;
};

enum class SortBy { received, size };
struct Sort {
  SortBy by = SortBy::received;
  bool ascending = false;
};

struct QueryResult {
  Modseq state{};
  std::vector<MessageId> ids;
  std::int64_t position = 0;
  std::optional<std::int64_t> total;
};

struct QueryPage {
  std::int64_t position = 0;  // negative: from the end (RFC 8620 §5.5)
  std::optional<MessageId> anchor;
  std::int64_t anchor_offset = 0;
  std::int64_t limit = 256;
  bool calculate_total = false;
};

struct QueryChanges {
  Modseq new_state{};
  struct Added {
    MessageId id{};
    std::int64_t index = 0;
  };
  std::vector<MessageId> removed;
  std::vector<Added> added;
  std::optional<std::int64_t> total;
};

struct MessageChanges {
  Modseq new_state{};
  bool has_more = false;
  std::vector<MessageId> created, updated, destroyed;
};

class Messages {
 public:
  virtual ~Messages() = default;

  // Stores all deliveries of one SMTP transaction in one group commit. `done` is called once, after
  // the commit is durable (or failed), with one result per delivery, in order. Never blocks: if the
  // queue is full, `done` gets Errc::busy. Each delivery stands or falls on its own.
  using Delivered = std::function<void(std::vector<Result<MessageId>>)>;
  virtual void deliver(std::vector<Delivery> deliveries, Delivered done) = 0;
  // How many more deliveries may join the commit soon (open transactions that reached the data
  // phase). Lets the writer wait a moment for them; a hint only. Those that come say so themselves
  // (Delivery::announced); those that will not come are taken back here.
  virtual void expect_deliveries(int change_by) = 0;

  virtual Result<Modseq> message_state(AccountId account) = 0;
  virtual Result<MessageId> import_message(AccountId account, const Import& import) = 0;
  // Only those that exist, in the order asked for.
  virtual Result<std::vector<Message>> messages(AccountId account,
                                                const std::vector<MessageId>& ids) = 0;
  // The sealed summaries, in the order asked for; empty where there is none.
  virtual Result<std::vector<Bytes>> summaries(AccountId account,
                                               const std::vector<MessageId>& ids) = 0;
  virtual Result<QueryResult> query_messages(AccountId account, const MessageFilter& filter,
                                             const std::vector<Sort>& sort,
                                             const QueryPage& page) = 0;
  virtual Result<QueryChanges> query_changes(AccountId account, const MessageFilter& filter,
                                             const std::vector<Sort>& sort, Modseq since,
                                             std::optional<MessageId> up_to_id,
                                             bool calculate_total) = 0;
  // One result per change, in order; all in one commit.
  virtual Result<std::vector<Result<>>> change_messages(
      AccountId account, const std::vector<MessageChange>& changes) = 0;
  virtual Result<std::vector<Result<>>> destroy_messages(AccountId account,
                                                         const std::vector<MessageId>& ids) = 0;
  virtual Result<MessageChanges> message_changes(AccountId account, Modseq since,
                                                 std::int64_t limit) = 0;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_MESSAGES_H_
