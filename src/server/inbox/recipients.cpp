// SPDX-License-Identifier: Apache-2.0
#include "server/inbox/recipients.h"

#include "store/address.h"
#include "store/errors.h"

namespace nightmail::inbox {
namespace {

using smtp::Reply;

const Reply kNobody{550, {5, 1, 1}, "No such mailbox here"};
const Reply kNotOurs{550, {5, 7, 1}, "We do not relay; this domain is not served here"};
const Reply kNoRoom{452, {4, 2, 2}, "Mailbox full"};
const Reply kStoreTrouble{451, {4, 3, 0}, "Mail system trouble, please try again later"};
const Reply kNoUsableKey{
    450, {4, 2, 1}, "This mailbox can't receive at the moment, try again later"};

// Addresses that must reach a person even where nobody signed them up: RFC 5321 §4.5.1, RFC 2142
// §4.
bool is_role_address(std::string_view local) {
  return local == "postmaster" || local == "abuse";
}

}  // namespace

Result<RecipientDirectory> RecipientDirectory::make(const RecipientRules& rules,
                                                    store::Accounts& accounts, pgp::Sealer& sealer,
                                                    Log& log) {
  RecipientDirectory directory(accounts, sealer, log);
  for (const std::string& domain : rules.domains) {
    TRY_ASSIGN(std::string canonical, store::canonical_domain(domain));
    if (directory.domains_.empty()) directory.first_domain_ = canonical;
    directory.domains_.insert(std::move(canonical));
  }
  NM_ASSERT(!directory.domains_.empty());
  if (!rules.postmaster.empty()) {
    TRY_ASSIGN(directory.postmaster_, store::canonical_address(rules.postmaster));
  }
  return directory;
}

std::variant<LocalRecipient, Reply> RecipientDirectory::find(const smtp::Mailbox& mailbox,
                                                             std::uint64_t octets,
                                                             Room room) const {
  smtp::Mailbox full = mailbox;
  if (full.domain.empty()) full.domain = first_domain_;  // <postmaster>
  const auto canonical = store::canonical_address(full.to_string());
  if (!canonical.ok()) return kNobody;
  if (!domains_.contains(store::domain_part(*canonical))) return kNotOurs;

  const auto recipient = look_up(*canonical);
  if (recipient.ok()) {
    if (room == Room::needed && recipient->has_quota) {
      if (const auto refused = refusal(recipient->account, octets)) return *refused;
    }
    return with_key(*recipient, *canonical);
  }
  if (!recipient.error().is(store::Errc::not_found)) {
    log_->error("inbox.lookup_failed", {{"error", recipient.error().message()}});
    return kStoreTrouble;
  }
  if (is_role_address(store::local_part(*canonical))) {
    log_->warning("inbox.no_postmaster",
                  {{"remedy", "sign up an account, or set service.postmaster"}});
    return kNoUsableKey;
  }
  return kNobody;
}

// A full mailbox is refused before the message comes: after it SMTP has one reply for all, and a
// sender that is told to come back would bring the others the same mail again and again.
std::optional<Reply> RecipientDirectory::refusal(store::AccountId id, std::uint64_t octets) const {
  const auto account = accounts_->account(id);
  if (!account.ok()) {
    log_->error("inbox.lookup_failed", {{"error", account.error().message()}});
    return kStoreTrouble;
  }
  if (account->quota_octets == 0) return std::nullopt;  // changed just now
  const std::int64_t room = account->quota_octets - account->used_octets;
  if (room > 0 && octets <= static_cast<std::uint64_t>(room)) return std::nullopt;
  return kNoRoom;
}

Result<store::Recipient> RecipientDirectory::look_up(const std::string& canonical) const {
  auto exact = accounts_->recipient(canonical);
  if (exact.ok() || !exact.error().is(store::Errc::not_found)) return exact;
  const std::string plain = store::without_plus_suffix(canonical);
  if (plain != canonical) {
    exact = accounts_->recipient(plain);
    if (exact.ok() || !exact.error().is(store::Errc::not_found)) return exact;
  }
  if (is_role_address(store::local_part(plain))) return postmaster(plain);
  return exact;
}

Result<store::Recipient> RecipientDirectory::postmaster(const std::string& canonical) const {
  if (!postmaster_.empty()) {
    auto chosen = accounts_->recipient(postmaster_);
    if (chosen.ok() || !chosen.error().is(store::Errc::not_found)) return chosen;
    log_->warning("inbox.postmaster_unknown", {{"remedy", "service.postmaster names no account"}});
  }
  TRY_ASSIGN(const store::AccountId oldest,
             accounts_->oldest_account(store::domain_part(canonical)));
  return accounts_->recipient_by_account(oldest);
}

std::variant<LocalRecipient, Reply> RecipientDirectory::with_key(const store::Recipient& recipient,
                                                                 std::string delivered_to) const {
  auto key = sealer_->recipient(recipient.certificate);
  if (!key.ok()) {
    log_->warning("inbox.key_unusable", {{"account", store::raw(recipient.account)},
                                         {"error", key.error().message()},
                                         {"effect", "senders are told to try again later"}});
    return kNoUsableKey;
  }
  return LocalRecipient{recipient.account, *std::move(key), std::move(delivered_to)};
}

}  // namespace nightmail::inbox
