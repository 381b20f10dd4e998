// SPDX-License-Identifier: Apache-2.0

#include "server/api/ids.h"

#include <array>
#include <charconv>

#include "crypto/encoding.h"
#include "crypto/hash.h"

namespace nightmail::api {
namespace {

std::string hex16(char kind, std::int64_t value) {
  std::array<std::uint8_t, 8> octets{};
  for (std::size_t i = 0; i < octets.size(); ++i) {
    octets[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (56 - 8 * i));
  }
  return kind + crypto::hex_encode(octets);
}

// One spelling for each number: no sign, no zeros in front.
std::optional<std::int64_t> parse_decimal(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  if (text.front() < '0' || text.front() > '9') return std::nullopt;
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> parse_hex16(std::string_view text) {
  if (text.size() != 16) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && !(c >= 'a' && c <= 'f')) return std::nullopt;
    value = value * 16 + static_cast<std::uint64_t>(digit ? c - '0' : c - 'a' + 10);
  }
  return static_cast<std::int64_t>(value);
}

template <class Id>
std::optional<Id> with_kind(char kind, std::string_view text,
                            std::optional<std::int64_t> (*parse)(std::string_view)) {
  if (text.empty() || text.front() != kind) return std::nullopt;
  const auto value = parse(text.substr(1));
  if (!value) return std::nullopt;
  return Id(*value);
}

}  // namespace

std::string to_text(store::AccountId id) {
  return hex16('a', raw(id));
}
std::string to_text(store::MessageId id) {
  return 'e' + std::to_string(raw(id));
}
std::string to_text(store::MailboxId id) {
  return 'm' + std::to_string(raw(id));
}
std::string to_text(store::BlobId id) {
  return hex16('b', raw(id));
}
std::string to_text(store::SubmissionId id) {
  return 's' + std::to_string(raw(id));
}
std::string outgoing_id(store::BlobId id) {
  return hex16('o', raw(id));
}
std::string to_text(store::Modseq state) {
  return std::to_string(raw(state));
}
std::string thread_id(store::MessageId id) {
  return 't' + std::to_string(raw(id));
}

std::optional<store::AccountId> parse_account_id(std::string_view text) {
  return with_kind<store::AccountId>('a', text, parse_hex16);
}
std::optional<store::MessageId> parse_email_id(std::string_view text) {
  return with_kind<store::MessageId>('e', text, parse_decimal);
}
std::optional<store::MessageId> parse_thread_id(std::string_view text) {
  return with_kind<store::MessageId>('t', text, parse_decimal);
}
std::optional<store::MailboxId> parse_mailbox_id(std::string_view text) {
  return with_kind<store::MailboxId>('m', text, parse_decimal);
}
std::optional<store::BlobId> parse_blob_id(std::string_view text) {
  return with_kind<store::BlobId>('b', text, parse_hex16);
}
std::optional<store::SubmissionId> parse_submission_id(std::string_view text) {
  return with_kind<store::SubmissionId>('s', text, parse_decimal);
}
std::optional<store::BlobId> parse_outgoing_id(std::string_view text) {
  return with_kind<store::BlobId>('o', text, parse_hex16);
}
std::optional<store::Modseq> parse_state(std::string_view text) {
  const auto value = parse_decimal(text);
  if (!value) return std::nullopt;
  return store::Modseq(*value);
}

std::string identity_id(std::string_view canonical_address) {
  const auto hash = crypto::sha256(as_bytes(canonical_address));
  return 'i' + crypto::hex_encode(ByteView(hash).first(8));
}

std::string new_session_id(Random& random) {
  return 's' + crypto::hex_encode(random.array<16>());
}

}  // namespace nightmail::api
