// SPDX-License-Identifier: Apache-2.0
//
// SqliteStore: the Store over SQLite. Reads run on the caller's thread with a lent connection;
// writes are jobs for the writer. Its methods are spread over files by noun (accounts.cpp, ...).

#ifndef NIGHTMAIL_STORE_SQLITE_STORE_IMPL_H_
#define NIGHTMAIL_STORE_SQLITE_STORE_IMPL_H_

#include <memory>
#include <string>
#include <vector>

#include "store/sqlite/call_job.h"
#include "store/sqlite/disk_vfs.h"
#include "store/sqlite/message_rows.h"
#include "store/sqlite/notifier.h"
#include "store/sqlite/reader_pool.h"
#include "store/sqlite/recipient_cache.h"
#include "store/sqlite/segments.h"
#include "store/sqlite/sqlite_store.h"
#include "store/sqlite/writer.h"

namespace nightmail::store {

class SqliteStore final : public Store {
 public:
  // What open_sqlite_store() made ready.
  struct Parts {
    File lock;
    std::unique_ptr<DiskVfs> vfs;
    std::unique_ptr<Segments> segments;
    std::unique_ptr<Database> writer;
    std::vector<std::unique_ptr<Database>> readers;
  };
  SqliteStore(const SqliteOptions& options, Parts parts);

  // --- accounts.cpp, account_keys.cpp, account_delete.cpp, addresses.cpp ---
  Result<AccountId> create_account(const NewAccount& account) override;
  Result<Account> account(AccountId id) override;
  Result<AccountId> account_by_address(std::string_view canonical_address) override;
  Result<AccountId> oldest_account(std::string_view domain) override;
  Result<std::vector<AccountId>> list_accounts() override;
  Result<> delete_account(AccountId id, Timestamp now) override;
  Result<> set_quota(AccountId id, std::int64_t octets) override;
  Result<Credentials> credentials(AccountId id) override;
  Result<> replace_credentials(AccountId id, const Credentials& credentials,
                               std::string_view keep_session_hash) override;
  Result<std::vector<std::string>> addresses(AccountId id) override;
  Result<> add_address(AccountId id, std::string_view canonical_address) override;
  Result<> add_alias(AccountId id, std::string_view canonical_address, std::int64_t most) override;
  Result<> remove_alias(AccountId id, std::string_view canonical_address, Timestamp now) override;
  Result<std::string> address_by_wkd_hash(std::string_view domain, std::string_view hash) override;
  Result<Recipient> recipient(std::string_view canonical_address) override;
  Result<Recipient> recipient_by_account(AccountId id) override;
  Result<std::vector<PublicKey>> public_keys(AccountId id) override;
  Result<> put_public_key(AccountId id, const PublicKey& key) override;
  Result<std::vector<SealedItem>> sealed_items(AccountId id) override;
  Result<> put_sealed_item(AccountId id, const SealedItem& item) override;
  Result<> remove_sealed_item(AccountId id, std::string_view name) override;

  // --- sessions.cpp, service_values.cpp ---
  Result<> add_session(const Session& session) override;
  Result<Session> session_by_token(std::string_view token_hash, Timestamp now) override;
  Result<std::vector<Session>> sessions(AccountId account) override;
  Result<> remove_session(AccountId account, std::string_view id) override;
  Result<> set_session_label(AccountId account, std::string_view id,
                             ByteView sealed_label) override;
  Result<> touch_session(const Session& session, Timestamp now) override;
  Result<Bytes> service_value(std::string_view name) override;
  Result<Bytes> service_value_or(std::string_view name, ByteView value) override;

  // --- mailboxes.cpp, mailbox_changes.cpp ---
  Result<Modseq> mailbox_state(AccountId account) override;
  Result<std::vector<Mailbox>> mailboxes(AccountId account) override;
  Result<MailboxId> create_mailbox(AccountId account, const Mailbox& mailbox) override;
  Result<> update_mailbox(AccountId account, MailboxId id, const MailboxChange& change) override;
  Result<> destroy_mailbox(AccountId account, MailboxId id, bool remove_messages) override;
  Result<MailboxChanges> mailbox_changes(AccountId account, Modseq since,
                                         std::int64_t limit) override;

  // --- messages_*.cpp, message_changes.cpp, query_changes.cpp ---
  void deliver(std::vector<Delivery> deliveries, Delivered done) override;
  void expect_deliveries(int change_by) override;
  Result<Modseq> message_state(AccountId account) override;
  Result<MessageId> import_message(AccountId account, const Import& import) override;
  Result<std::vector<Message>> messages(AccountId account,
                                        const std::vector<MessageId>& ids) override;
  Result<std::vector<Bytes>> summaries(AccountId account,
                                       const std::vector<MessageId>& ids) override;
  Result<QueryResult> query_messages(AccountId account, const MessageFilter& filter,
                                     const std::vector<Sort>& sort, const QueryPage& page) override;
  Result<QueryChanges> query_changes(AccountId account, const MessageFilter& filter,
                                     const std::vector<Sort>& sort, Modseq since,
                                     std::optional<MessageId> up_to_id,
                                     bool calculate_total) override;
  Result<std::vector<Result<>>> change_messages(AccountId account,
                                                const std::vector<MessageChange>& changes) override;
  Result<std::vector<Result<>>> destroy_messages(AccountId account,
                                                 const std::vector<MessageId>& ids) override;
  Result<MessageChanges> message_changes(AccountId account, Modseq since,
                                         std::int64_t limit) override;

  // --- blobs.cpp ---
  Result<BlobId> put_blob(AccountId account, ByteView sealed, Timestamp now) override;
  Result<std::int64_t> blob_size(AccountId account, BlobId id) override;
  Result<Bytes> read_blob(AccountId account, BlobId id, std::int64_t offset,
                          std::int64_t length) override;
  Result<> expire_uploads(Timestamp now) override;

  // --- protected_messages.cpp ---
  Result<> add_protected(const ProtectedMessage& message) override;
  Result<std::vector<ProtectedMessage>> protected_messages(AccountId account) override;
  Result<ProtectedMessage> protected_message(std::string_view id, Timestamp now) override;
  Result<> change_protected(AccountId account, std::string_view id,
                            const ProtectedChange& change) override;
  Result<> remove_protected(AccountId account, std::string_view id) override;
  Result<> expire_protected(Timestamp now) override;
  Result<std::int64_t> take_try(std::string_view id) override;
  Result<> restore_tries(std::string_view id) override;
  Result<> take_answer(std::string_view id) override;

  // --- second_factors.cpp ---
  Result<std::vector<SecondFactor>> second_factors(AccountId account) override;
  Result<> add_second_factor(AccountId account, const SecondFactor& factor) override;
  Result<> remove_second_factor(AccountId account, std::string_view id) override;
  Result<> advance_factor(AccountId account, std::string_view id, std::int64_t counter) override;
  Result<> set_recovery_codes(AccountId account, const std::vector<Bytes>& hashes) override;
  Result<std::int64_t> recovery_codes_left(AccountId account) override;
  Result<> use_recovery_code(AccountId account, ByteView hash) override;

  // --- outgoing.cpp, submissions.cpp, submission_changes.cpp ---
  Result<BlobId> put_outgoing(AccountId account, ByteView encrypted, Timestamp now,
                              std::int64_t most_octets) override;
  Result<std::int64_t> outgoing_size(AccountId account, BlobId id) override;
  Result<Bytes> read_outgoing(AccountId account, BlobId id, std::int64_t offset,
                              std::int64_t length) override;
  Result<std::vector<Result<SubmissionId>>> submit(AccountId account,
                                                   const std::vector<NewSubmission>& submissions,
                                                   const SendingLimits& limits,
                                                   Timestamp now) override;
  Result<Modseq> submission_state(AccountId account) override;
  Result<std::vector<SubmissionId>> submission_ids(AccountId account) override;
  Result<std::vector<Submission>> submissions(AccountId account,
                                              const std::vector<SubmissionId>& ids) override;
  Result<> cancel_submission(AccountId account, SubmissionId id) override;
  Result<> remove_submission(AccountId account, SubmissionId id) override;
  Result<SubmissionChanges> submission_changes(AccountId account, Modseq since,
                                               std::int64_t limit) override;
  Result<SentOnDay> sent_since(AccountId account, Timestamp now, std::int64_t days) override;

  // --- queue_due.cpp, queue_settle.cpp, queue_orders.cpp, queue_expire.cpp ---
  Result<bool> release_due(Timestamp now) override;
  Result<DueParts> due_parts(Timestamp now, AccountId after, std::int64_t per_account,
                             std::int64_t limit) override;
  Result<std::optional<Timestamp>> next_due() override;
  void settle(std::vector<Settlement> settlements, Timestamp now, Settled done) override;
  std::unique_ptr<Subscription> watch_queue(std::function<void()> changed) override;
  Result<std::vector<QueuedPart>> queued_parts(const PartKey& after, std::int64_t limit) override;
  Result<> order_submission(AccountId account, SubmissionId id, QueueOrder order,
                            Timestamp now) override;
  Result<> expire_queue(Timestamp now) override;

  std::unique_ptr<Subscription> subscribe(AccountId account,
                                          std::function<void(AccountStates)> changed) override;
  [[nodiscard]] StoreStatistics statistics() const override;

  // Ends deletions of accounts that a restart interrupted.
  [[nodiscard]] Result<> finish_deletions();

 private:
  // Runs `work` on the writer thread and waits until its group is durable.
  template <class T>
  Result<T> write(std::function<Result<T>(WriteContext&)> work, std::int64_t octets = 1024) {
    auto job = std::make_unique<CallJob<T>>(std::move(work), octets);
    auto answer = job->answer();
    if (auto refused = writer_.push(std::move(job))) return refused->why;
    return answer.get();
  }
  void committed(const WriteContext& context);
  [[nodiscard]] Result<> erase_account(AccountId id);
  [[nodiscard]] AccountId new_account_id();

  const SqliteOptions options_;
  File lock_;
  std::unique_ptr<DiskVfs> vfs_;
  std::unique_ptr<Segments> segments_;
  RecipientCache recipients_;
  Notifier notifier_;
  Notifier queue_watchers_;
  ReaderPool readers_;
  Writer writer_;  // last: its thread uses all of the above
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_STORE_IMPL_H_
