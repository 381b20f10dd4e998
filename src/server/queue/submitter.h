// SPDX-License-Identifier: Apache-2.0
//
// Submitter: takes mail from its users into the queue (RFC 8621 §7.5; RFC 6409): checks that the
// sender owns the address, splits the recipients into parts, keeps the account within its limits.
// Owned by main(); blocking; thread-safe.
//
// SECURITY: sees the outgoing message and envelope in memory; stores them encrypted only, and logs
// nothing of them.

#ifndef NIGHTMAIL_SERVER_QUEUE_SUBMITTER_H_
#define NIGHTMAIL_SERVER_QUEUE_SUBMITTER_H_

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "server/queue/node_cipher.h"
#include "server/queue/records.h"
#include "store/store.h"

namespace nightmail::queue {

struct SubmitRules {
  std::set<std::string, std::less<>> domains;  // canonical; mail for these does not leave
  std::int64_t max_message_octets = 50 << 20;
  std::size_t max_recipients = 1000;             // of one submission
  std::int64_t max_outgoing_octets = 1 << 30;    // of one account, on their way at once
  std::int64_t messages_per_day = 500;           // of a new account; 0: no limit
  std::int64_t new_recipients_per_day = 50;      // of a new account; 0: no limit
  std::int64_t max_delay_seconds = 30 * 86'400;  // how long a message may be held back
};

// What a client asks to be sent.
struct Request {
  std::string identity;
  std::string identity_address;  // canonical
  std::optional<store::MessageId> email;
  store::BlobId blob{};
  Address mail_from;
  std::vector<Address> recipients;
};

// Why not: a SetError of RFC 8621 §7.5. The description is for the user.
struct Refusal {
  std::string type;
  std::string description;
  std::vector<std::string> properties;
  std::vector<std::string> invalid_recipients;
  std::int64_t most = 0;  // maxRecipients or maxSize
};

class Submitter {
 public:
  using Answer = std::variant<store::SubmissionId, Refusal>;

  Submitter(store::Store& store, const NodeCipher& cipher, const Clock& clock, SubmitRules rules)
      : store_(store), cipher_(cipher), clock_(clock), rules_(std::move(rules)) {}

  // Encrypts and keeps a message that is to be sent. Errc::bad_message, too_large;
  // store::Errc::over_quota.
  [[nodiscard]] Result<store::BlobId> take_message(store::AccountId account, ByteView message);

  // All in one commit; one answer each. An error is the store's.
  [[nodiscard]] Result<std::vector<Answer>> submit(store::AccountId account,
                                                   const std::vector<Request>& requests);

  [[nodiscard]] const SubmitRules& rules() const { return rules_; }
  [[nodiscard]] const NodeCipher& cipher() const { return cipher_; }
  // What the account may send today, by its age and by how its mail fared.
  [[nodiscard]] Result<store::SendingLimits> limits(store::AccountId account) const;

 private:
  using Prepared = std::variant<store::NewSubmission, Refusal>;

  [[nodiscard]] Result<Prepared> prepare(store::AccountId account, const Request& request);
  [[nodiscard]] std::optional<Refusal> check_sender(const Request& request,
                                                    const std::vector<std::string>& authors,
                                                    const std::vector<std::string>& own) const;
  [[nodiscard]] Result<PlainBytes> beginning(store::AccountId account, store::BlobId blob);
  [[nodiscard]] Refusal limit_refusal(const Error& error, const store::SendingLimits& limits) const;

  store::Store& store_;
  const NodeCipher& cipher_;
  const Clock& clock_;
  const SubmitRules rules_;
};

}  // namespace nightmail::queue

#endif  // NIGHTMAIL_SERVER_QUEUE_SUBMITTER_H_
