// SPDX-License-Identifier: Apache-2.0
//
// Password-protected messages (docs/formats/protected-message.md): sealed blobs of an account that
// a stranger may fetch who proves that he knows the password. Tries are counted durably, so that no
// restart gives any back. Thread-safe; calls block until durable.

#ifndef NIGHTMAIL_STORE_PROTECTED_MESSAGES_H_
#define NIGHTMAIL_STORE_PROTECTED_MESSAGES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/types.h"

namespace nightmail::store {

struct ProtectedMessage {
  AccountId account{};  // the sender's
  std::string id;       // public, random: names it in its link
  BlobId blob{};
  std::int64_t size = 0;
  Bytes salt;
  Bytes proof_hash;  // SHA-256 of what opens it
  Timestamp created;
  Timestamp expires;
  std::int64_t max_tries = 0;
  std::int64_t tries_left = 0;
  std::int64_t answers_left = 0;
};

struct ProtectedChange {
  std::optional<Timestamp> expires;
  std::optional<std::int64_t> tries_left;
};

class ProtectedMessages {
 public:
  virtual ~ProtectedMessages() = default;

  // Takes an upload of the account over. Errc::not_found: no such upload, or it is in use.
  virtual Result<> add_protected(const ProtectedMessage& message) = 0;
  // Of one account, the newest first; those that have expired among them until they are removed.
  virtual Result<std::vector<ProtectedMessage>> protected_messages(AccountId account) = 0;
  // Anybody's. Errc::not_found also once it has expired.
  virtual Result<ProtectedMessage> protected_message(std::string_view id, Timestamp now) = 0;
  virtual Result<> change_protected(AccountId account, std::string_view id,
                                    const ProtectedChange& change) = 0;
  virtual Result<> remove_protected(AccountId account, std::string_view id) = 0;
  // All that have expired; call now and then.
  virtual Result<> expire_protected(Timestamp now) = 0;

  // Before a proof is looked at: one try less. The number left; Errc::not_found if none was.
  virtual Result<std::int64_t> take_try(std::string_view id) = 0;
  // The proof was right: all of them again.
  virtual Result<> restore_tries(std::string_view id) = 0;
  // Errc::not_found if none was left.
  virtual Result<> take_answer(std::string_view id) = 0;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_PROTECTED_MESSAGES_H_
