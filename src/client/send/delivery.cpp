// SPDX-License-Identifier: Apache-2.0
#include "client/send/delivery.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "client/compose/copies.h"
#include "client/compose/own_copy.h"
#include "client/errors.h"
#include "client/keys/key_finder.h"
#include "client/keys/peer_keys.h"
#include "client/message_set.h"
#include "client/send/protected_mail.h"
#include "client/sync.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::client {
namespace {

constexpr std::size_t kPerEnvelope = 100;  // RFC 5321 §4.5.3.1.8: every server takes as many
constexpr std::size_t kMaxMessage = std::size_t{50} << 20;  // docs/protocol.md, maxSizeOutgoing

// Everybody once, in the order To, Cc, Bcc; who is named openly is not blind.
Result<std::vector<PlannedRecipient>> everybody(const mime::Mail& mail) {
  std::vector<PlannedRecipient> all;
  std::set<std::string> seen;
  const auto add = [&](const std::vector<mime::Address>& list, bool blind) -> Result<> {
    for (const mime::Address& one : list) {
      PlannedRecipient recipient{one, blind, {}};
      TRY_ASSIGN(recipient.key.address, canonical_address(one.email));
      if (seen.insert(recipient.key.address).second) all.push_back(std::move(recipient));
    }
    return {};
  };
  TRY(add(mail.to, false));
  TRY(add(mail.cc, false));
  TRY(add(mail.bcc, true));
  if (all.empty()) {
    return Error(Errc::bad_input,
                 "There is nobody to send it to. Name somebody with --to ADDRESS.");
  }
  if (all.size() > kMaxRecipients) {
    return Error(Errc::bad_input, "A mail can go to " + std::to_string(kMaxRecipients) +
                                      " recipients at most; this one has " +
                                      std::to_string(all.size()) + ".");
  }
  return all;
}

Result<> none_stopped(const std::vector<PlannedRecipient>& recipients) {
  std::string problems;
  for (const PlannedRecipient& one : recipients) {
    if (one.key.kind != KeyChoice::Kind::stopped) continue;
    problems += (problems.empty() ? "" : "\n\n") + one.key.problem;
  }
  if (problems.empty()) return {};
  return Error(Errc::key_stopped, problems);
}

std::vector<Addressee> addressees_of(const std::vector<PlannedRecipient>& recipients) {
  std::vector<Addressee> all;
  all.reserve(recipients.size());
  for (const PlannedRecipient& one : recipients) {
    all.push_back(
        {one.key.address, one.key.certificate, one.blind, one.key.source == KeySource::directory});
  }
  return all;
}

Result<> check_sizes(const std::vector<Copy>& copies) {
  const bool fit = std::all_of(copies.begin(), copies.end(),
                               [](const Copy& copy) { return copy.message.size() <= kMaxMessage; });
  if (fit) return {};
  return Error(Errc::bad_input,
               "The mail is too large: 50 MB at most once encoded, which is about 27 MB of files.");
}

class Sender {
 public:
  Sender(const SendTools& tools, const mime::Mail& mail, const SendWish& wish)
      : tools_(tools), mail_(mail), wish_(wish) {}

  Result<Sent> run(const std::vector<PlannedRecipient>& recipients) {
    const auto sent = try_all(recipients);
    if (sent.ok()) return sent_;
    for (const std::string& id : links_) {
      (void)revoke_protected(tools_.service, tools_.session, id);
    }
    if (!sent_.email_id.empty()) {
      (void)destroy_messages(tools_.service, tools_.session.account_id, {sent_.email_id});
    }
    return sent.error();
  }

 private:
  Result<> try_all(const std::vector<PlannedRecipient>& recipients) {
    TRY_ASSIGN(auto copies, make_copies(mail_, direct(recipients), copy_tools()));
    TRY(check_sizes(copies));
    if (wish_.password) TRY(leave_for_readers(recipients, copies));
    TRY(upload(copies));
    TRY(keep_copy(recipients));
    for (Submission& submission : submissions_) submission.email_id = sent_.email_id;
    const auto ids = submit(tools_.service, tools_.session, submissions_);
    if (!ids.ok()) return ids.error();
    return {};
  }

  // Whose copy travels by mail: with a password, only those who have keys.
  [[nodiscard]] std::vector<Addressee> direct(const std::vector<PlannedRecipient>& all) const {
    std::vector<PlannedRecipient> some;
    std::copy_if(all.begin(), all.end(), std::back_inserter(some), [&](const auto& one) {
      return one.key.certificate.has_value() || !wish_.password;
    });
    return addressees_of(some);
  }

  // One message behind a link for those who are named, one for each blind one.
  Result<> leave_for_readers(const std::vector<PlannedRecipient>& all, std::vector<Copy>& copies) {
    std::vector<mime::Address> named;
    for (const PlannedRecipient& one : all) {
      if (one.key.certificate) continue;
      if (one.blind) TRY(leave_for({one.address}, copies));
      if (!one.blind) named.push_back(one.address);
    }
    return named.empty() ? Result<>() : leave_for(named, copies);
  }

  Result<> leave_for(const std::vector<mime::Address>& readers, std::vector<Copy>& copies) {
    TRY_ASSIGN(const ProtectedLink link, leave_protected(tools_, mail_, readers, *wish_.password));
    links_.push_back(link.id);
    sent_.links.push_back(to_string(link.url.expose()));
    std::vector<Addressee> to;
    for (const mime::Address& one : readers) {
      TRY_ASSIGN(std::string address, canonical_address(one.email));
      to.push_back({std::move(address), std::nullopt, false, false});
    }
    TRY_ASSIGN(auto made, make_copies(link_mail(tools_, mail_, readers, link), to, copy_tools()));
    std::move(made.begin(), made.end(), std::back_inserter(copies));
    return {};
  }

  [[nodiscard]] CopyTools copy_tools() const {
    return {tools_.session.keys.front(), tools_.random, tools_.clock.now()};
  }

  Result<> upload(const std::vector<Copy>& copies) {
    std::size_t total = 0;
    std::size_t before = 0;
    for (const Copy& copy : copies) total += copy.message.size();
    for (const Copy& copy : copies) {
      const auto progress = [&](std::size_t done, std::size_t) {
        if (wish_.progress) wish_.progress(before + done, total);
      };
      TRY_ASSIGN(const std::string blob,
                 upload_outgoing(tools_.service, tools_.session, as_bytes(copy.message), progress));
      before += copy.message.size();
      add_submissions(copy, blob);
    }
    return {};
  }

  void add_submissions(const Copy& copy, const std::string& blob) {
    for (std::size_t from = 0; from < copy.recipients.size(); from += kPerEnvelope) {
      const std::size_t to = std::min(copy.recipients.size(), from + kPerEnvelope);
      Submission one;
      one.identity_id = wish_.identity_id;
      one.from = mail_.from.email;
      one.blob_id = blob;
      one.recipients.assign(copy.recipients.begin() + static_cast<std::ptrdiff_t>(from),
                            copy.recipients.begin() + static_cast<std::ptrdiff_t>(to));
      one.hold_seconds = wish_.hold_seconds;
      one.hold_until = wish_.hold_until;
      submissions_.push_back(std::move(one));
    }
  }

  Result<> keep_copy(const std::vector<PlannedRecipient>& recipients) {
    for (const PlannedRecipient& one : recipients)
      ++(one.key.certificate ? sent_.encrypted : wish_.password ? sent_.by_password : sent_.clear);
    const auto kind = sent_.clear == 0 ? CopyKind::sent_encrypted : CopyKind::sent_partly_clear;
    TRY_ASSIGN(const OwnCopy copy,
               seal_own_copy(mail_, kind, tools_.session, tools_.random, tools_.clock));
    TRY_ASSIGN(sent_.email_id,
               import_copy(tools_.service, tools_.session, copy, wish_.sent_mailbox, {"$seen"}));
    return {};
  }

  const SendTools& tools_;
  const mime::Mail& mail_;
  const SendWish& wish_;
  std::vector<Submission> submissions_;
  std::vector<std::string> links_;  // ids, to take them back
  Sent sent_;
};

}  // namespace

Result<std::vector<PlannedRecipient>> plan_recipients(const SendTools& tools,
                                                      const mime::Mail& mail) {
  TRY_ASSIGN(auto all, everybody(mail));
  std::vector<std::string> addresses;
  addresses.reserve(all.size());
  for (const PlannedRecipient& one : all) addresses.push_back(one.key.address);
  const JmapCall call = jmap_call(tools.service);
  TRY_ASSIGN(PeerKeys peers, PeerKeys::fetch(call, tools.session));
  TRY_ASSIGN(auto choices, find_keys(call, tools.session, peers, addresses, tools.clock.now()));
  if (peers.changed()) TRY(peers.save(call, tools.session, tools.random));
  for (std::size_t i = 0; i < all.size(); ++i) all[i].key = std::move(choices[i]);
  TRY(none_stopped(all));
  return all;
}

Result<Sent> send_mail(const SendTools& tools, const mime::Mail& mail,
                       const std::vector<PlannedRecipient>& recipients, const SendWish& wish) {
  TRY(none_stopped(recipients));
  const bool clear = std::any_of(recipients.begin(), recipients.end(),
                                 [](const PlannedRecipient& one) { return !one.key.certificate; });
  if (clear && !wish.allow_clear && !wish.password) {
    return Error(Errc::bad_input, "Somebody would get this mail clear, which was not allowed.");
  }
  return Sender(tools, mail, wish).run(recipients);
}

}  // namespace nightmail::client
