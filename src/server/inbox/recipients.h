// SPDX-License-Identifier: Apache-2.0
//
// RecipientDirectory: whose mail an address is, and the key to seal it to. Answers RCPT, and the
// queue for recipients of this service. Thread-safe if the store and the sealer are. RFC 5321 §3.3,
// §4.5.1.

#ifndef NIGHTMAIL_SERVER_INBOX_RECIPIENTS_H_
#define NIGHTMAIL_SERVER_INBOX_RECIPIENTS_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/log.h"
#include "pgp/seal/sealer.h"
#include "proto/smtp/address.h"
#include "proto/smtp/reply.h"
#include "store/accounts.h"

namespace nightmail::inbox {

struct LocalRecipient {
  store::AccountId account{};
  pgp::Recipient key;
  std::string delivered_to;  // the address as canonical text, plus-suffix kept
};

struct RecipientRules {
  std::vector<std::string> domains;  // at least one
  std::string postmaster;            // an address, or empty: see `service.postmaster`
};

// Whether a full account is refused. Notices of the service itself reach it all the same.
enum class Room { needed, any };

class RecipientDirectory {
 public:
  // Errors: an entry of the rules that is no domain or address.
  static Result<RecipientDirectory> make(const RecipientRules& rules, store::Accounts& accounts,
                                         pgp::Sealer& sealer, Log& log);

  // The recipient of a message of about `octets`, or the reply that refuses it: 550 5.1.1 (nobody),
  // 550 5.7.1 (not our domain), 450 4.2.1 (its key can't be used, or no account yet for
  // postmaster), 452 4.2.2 (no room), 451 4.3.0 (store).
  [[nodiscard]] std::variant<LocalRecipient, smtp::Reply> find(const smtp::Mailbox& mailbox,
                                                               std::uint64_t octets = 0,
                                                               Room room = Room::needed) const;

 private:
  RecipientDirectory(store::Accounts& accounts, pgp::Sealer& sealer, Log& log)
      : accounts_(&accounts), sealer_(&sealer), log_(&log) {}

  [[nodiscard]] Result<store::Recipient> look_up(const std::string& canonical) const;
  [[nodiscard]] std::optional<smtp::Reply> refusal(store::AccountId account,
                                                   std::uint64_t octets) const;
  [[nodiscard]] Result<store::Recipient> postmaster(const std::string& canonical) const;
  [[nodiscard]] std::variant<LocalRecipient, smtp::Reply> with_key(
      const store::Recipient& recipient, std::string delivered_to) const;

  store::Accounts* accounts_;
  pgp::Sealer* sealer_;
  Log* log_;
  std::string first_domain_;
  std::set<std::string, std::less<>> domains_;
  std::string postmaster_;
};

}  // namespace nightmail::inbox

#endif  // NIGHTMAIL_SERVER_INBOX_RECIPIENTS_H_
