// SPDX-License-Identifier: Apache-2.0
//
// Ids of the store as JMAP Ids (RFC 8620 §1.2) and back. Each starts with a letter that tells its
// kind, so that an id of another kind is never taken for one. Free functions, thread-safe.

#ifndef NIGHTMAIL_SERVER_API_IDS_H_
#define NIGHTMAIL_SERVER_API_IDS_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "store/queue.h"
#include "store/types.h"

namespace nightmail::api {

[[nodiscard]] std::string to_text(store::AccountId id);     // "a00c0ffee00c0ffee"
[[nodiscard]] std::string to_text(store::MessageId id);     // "e12"
[[nodiscard]] std::string to_text(store::MailboxId id);     // "m3"
[[nodiscard]] std::string to_text(store::BlobId id);        // "b00c0ffee00c0ffee"
[[nodiscard]] std::string to_text(store::SubmissionId id);  // "s17"
[[nodiscard]] std::string outgoing_id(store::BlobId id);    // "o00c0ffee00c0ffee"
[[nodiscard]] std::string to_text(store::Modseq state);     // "42"
[[nodiscard]] std::string thread_id(store::MessageId id);   // "t12": each Email is its own Thread

[[nodiscard]] std::optional<store::AccountId> parse_account_id(std::string_view text);
[[nodiscard]] std::optional<store::MessageId> parse_email_id(std::string_view text);
[[nodiscard]] std::optional<store::MessageId> parse_thread_id(std::string_view text);
[[nodiscard]] std::optional<store::MailboxId> parse_mailbox_id(std::string_view text);
[[nodiscard]] std::optional<store::BlobId> parse_blob_id(std::string_view text);
[[nodiscard]] std::optional<store::SubmissionId> parse_submission_id(std::string_view text);
[[nodiscard]] std::optional<store::BlobId> parse_outgoing_id(std::string_view text);
[[nodiscard]] std::optional<store::Modseq> parse_state(std::string_view text);

// "i" and 16 hex digits, made of the address: each address of an account is an Identity.
[[nodiscard]] std::string identity_id(std::string_view canonical_address);

// "s" and 32 hex digits: names a session or an app token in lists.
[[nodiscard]] std::string new_session_id(Random& random);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_IDS_H_
