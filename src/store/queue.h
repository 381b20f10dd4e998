// SPDX-License-Identifier: Apache-2.0
//
// Queue: mail on its way out. Submissions (RFC 8621 §7), the message each one sends, and what is
// left to do for its recipients, until delivery is done; then all of it goes. Thread-safe; blocking
// but for settle().
//
// The store never sees an address or a message: `envelope`, `sealed` and outgoing blobs come
// encrypted under the node key, recipients as keyed hashes (docs/formats/queue.md).

#ifndef NIGHTMAIL_STORE_QUEUE_H_
#define NIGHTMAIL_STORE_QUEUE_H_

#include <compare>
#include <memory>
#include <optional>
#include <vector>

#include "store/changes.h"
#include "store/messages.h"
#include "store/types.h"

namespace nightmail::store {

// Drawn from the account's count of changes, like all ids of an account.
enum class SubmissionId : std::int64_t {};

// May it still be canceled? RFC 8621 §7, undoStatus.
enum class Undo { pending, final, canceled };

struct NewSubmission {
  std::optional<MessageId> email;  // the sender's own copy
  BlobId blob{};                   // of put_outgoing()
  Timestamp send_at;               // later than now: it may be canceled until then
  Bytes envelope;                  // encrypted
  std::vector<Bytes> parts;        // encrypted; each one is attempted and retried by itself
  std::vector<Bytes> recipients;   // a keyed hash of each, for the limits
};

// Of one account; 0: none. Each recipient of a message counts.
struct SendingLimits {
  std::int64_t messages_per_day = 0;
  std::int64_t new_recipients_per_day = 0;
};

// What an account sent on one day (UTC).
struct SentOnDay {
  std::int64_t messages = 0;        // copies: one for each recipient
  std::int64_t new_recipients = 0;  // to whom it had not written before
  std::int64_t failed = 0;          // copies that could not be delivered, found out on that day
};

struct PartKey {
  AccountId account{};
  SubmissionId submission{};
  std::int64_t part = 0;
  auto operator<=>(const PartKey&) const = default;
};

struct Part {
  std::int64_t attempts = 0;
  std::optional<Timestamp> next_attempt;  // none: done, held, or not yet to be sent
  bool done = false;
  Bytes sealed;
};

struct Submission {
  SubmissionId id{};
  std::optional<MessageId> email;
  BlobId blob{};
  Timestamp created;
  Timestamp send_at;
  Undo undo = Undo::pending;
  bool held = false;  // by the operator
  Bytes envelope;
  std::vector<Part> parts;
};

struct SubmissionChanges {
  Modseq new_state{};
  bool has_more = false;
  std::vector<SubmissionId> created, updated, destroyed;
};

// A part and what an attempt needs to know of its submission.
struct QueuedPart {
  PartKey key;
  Part part;
  Timestamp created;
  Timestamp since;  // when it was to be sent
  BlobId blob{};
  std::int64_t blob_size = 0;  // octets, encrypted
  bool held = false;
  bool dropped = false;  // the operator wants it to fail now
  Bytes envelope;
};

struct DueParts {
  std::vector<QueuedPart> parts;
  AccountId last{};     // where the next page begins
  bool at_end = false;  // no account behind it has anything that is due
};

// How an attempt ended.
struct Settlement {
  PartKey key;
  Bytes sealed;                           // what replaces the part
  std::optional<Timestamp> next_attempt;  // none: it is done
  std::int64_t failed = 0;                // copies given up
  // Stored in the same commit: to a local recipient, and notices to the sender. If `delivery`
  // cannot be stored, nothing of this settlement happens. A notice that can't be is lost.
  std::optional<Delivery> delivery;
  std::vector<Delivery> notices;
};

enum class QueueOrder { retry, hold, release, drop };

class Queue {
 public:
  virtual ~Queue() = default;

  // An upload that no submission takes is removed after a day. Errc::over_quota if the account
  // would then have more than `most_octets` on their way.
  virtual Result<BlobId> put_outgoing(AccountId account, ByteView encrypted, Timestamp now,
                                      std::int64_t most_octets) = 0;
  virtual Result<std::int64_t> outgoing_size(AccountId account, BlobId id) = 0;
  virtual Result<Bytes> read_outgoing(AccountId account, BlobId id, std::int64_t offset,
                                      std::int64_t length) = 0;

  // All in one commit, one result each: Errc::not_found (blob), too_many_messages,
  // too_many_new_recipients.
  virtual Result<std::vector<Result<SubmissionId>>> submit(
      AccountId account, const std::vector<NewSubmission>& submissions, const SendingLimits& limits,
      Timestamp now) = 0;
  virtual Result<Modseq> submission_state(AccountId account) = 0;
  // All of the account, oldest first.
  virtual Result<std::vector<SubmissionId>> submission_ids(AccountId account) = 0;
  // Only those that exist, in the order asked for.
  virtual Result<std::vector<Submission>> submissions(AccountId account,
                                                      const std::vector<SubmissionId>& ids) = 0;
  // Errc::not_pending if it is too late. Nothing of it is sent; its message goes at once.
  virtual Result<> cancel_submission(AccountId account, SubmissionId id) = 0;
  // Forgets a canceled one. Errc::not_pending if it is not canceled.
  virtual Result<> remove_submission(AccountId account, SubmissionId id) = 0;
  virtual Result<SubmissionChanges> submission_changes(AccountId account, Modseq since,
                                                       std::int64_t limit) = 0;
  // The days from `now` backwards; at most `days`.
  virtual Result<SentOnDay> sent_since(AccountId account, Timestamp now, std::int64_t days) = 0;

  // Makes submissions final whose time has come. True while there may be more.
  virtual Result<bool> release_due(Timestamp now) = 0;
  // Parts that are due, from accounts behind `after`, at most `per_account` of each and about
  // `limit` together; so that one account's many do not keep another's few waiting.
  virtual Result<DueParts> due_parts(Timestamp now, AccountId after, std::int64_t per_account,
                                     std::int64_t limit) = 0;
  // When the earliest attempt or release is due; none: the queue is empty or held.
  virtual Result<std::optional<Timestamp>> next_due() = 0;
  // One commit. `done` is called once, from a thread of the store, with one result for each. A
  // submission whose parts are all done goes, with its message. Never blocks: Errc::busy.
  using Settled = std::function<void(std::vector<Result<>>)>;
  virtual void settle(std::vector<Settlement> settlements, Timestamp now, Settled done) = 0;
  // `changed` is called from a thread of the store when something new may be due.
  virtual std::unique_ptr<Subscription> watch_queue(std::function<void()> changed) = 0;

  // For the operator. Parts that are not done, in the order of their keys, behind `after`.
  virtual Result<std::vector<QueuedPart>> queued_parts(const PartKey& after,
                                                       std::int64_t limit) = 0;
  // Errc::not_found if there is none, or it is canceled.
  virtual Result<> order_submission(AccountId account, SubmissionId id, QueueOrder order,
                                    Timestamp now) = 0;

  // Removes old uploads and canceled submissions. Call now and then.
  virtual Result<> expire_queue(Timestamp now) = 0;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_QUEUE_H_
