// SPDX-License-Identifier: Apache-2.0
//
// Values that every store interface speaks. All of them are what the server may know (threat
// model): ids, times, sizes, keywords, roles; sealed bytes are opaque here.

#ifndef NIGHTMAIL_STORE_TYPES_H_
#define NIGHTMAIL_STORE_TYPES_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace nightmail::store {

// Random and positive; never reused. Every row is keyed by it first, so that data can be sharded.
enum class AccountId : std::int64_t {};
// Unique within an account and never reused: all three are drawn from the account's count of
// changes (Modseq), so that a message's id is also the change at which it was created.
enum class MessageId : std::int64_t {};
enum class MailboxId : std::int64_t {};
enum class BlobId : std::int64_t {};
// The account's count of changes. Each change takes the next number; 0 is "before everything".
enum class Modseq : std::int64_t {};

template <class Id>
[[nodiscard]] constexpr std::int64_t raw(Id id) {
  return static_cast<std::int64_t>(id);
}

// The roles of RFC 8621 §2 (IANA "IMAP Mailbox Name Attributes") that the server may see.
enum class Role { none, inbox, archive, drafts, sent, trash, junk };

// "inbox", ...; empty for none.
[[nodiscard]] std::string_view role_name(Role role);
[[nodiscard]] std::optional<Role> role_from_name(std::string_view name);

// Keywords of RFC 8621 §4.1.1 ("$seen", "$flagged", ...): lower case, sorted, no duplicates,
// at most kMaxKeywords of at most kMaxKeywordLength octets each.
using Keywords = std::vector<std::string>;
inline constexpr std::size_t kMaxKeywords = 64;
inline constexpr std::size_t kMaxKeywordLength = 100;
inline constexpr std::string_view kSeen = "$seen";

// A range of a listing.
struct Page {
  std::int64_t offset = 0;
  std::int64_t limit = 256;
};

// Called once, from a thread of the store: hand over to your own thread and return at once.
template <class T>
using Callback = std::function<void(Result<T>)>;

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_TYPES_H_
