// SPDX-License-Identifier: Apache-2.0
//
// The part of Delivery that keeps the books: who is still open, what was said, what is counted.
#include <algorithm>
#include <utility>

#include "net/errors.h"
#include "server/transport/delivery.h"

namespace nightmail::transport {
namespace {

using outbound::RecipientOutcome;
using smtp::Reply;

constexpr std::size_t kMostRecipients = 100;  // RFC 5321 §4.5.3.1.8: what every server must take

Reply connect_reply(const ConnectFailure& failure) {
  if (failure.stage == ConnectFailure::Stage::tls_handshake)
    return {451, {4, 7, 5}, "No secure connection to the mail server: " + failure.error->context()};
  const Error& error = *failure.error;
  if (error.is(net::Errc::timeout)) return {451, {4, 4, 1}, "The mail server does not answer"};
  if (error.is(net::Errc::stopped)) return {451, {4, 3, 2}, "We are shutting down"};
  return {451, {4, 4, 1}, "The mail server cannot be reached"};
}

}  // namespace

std::vector<std::size_t> Delivery::open_recipients(std::size_t most) const {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < decided_.size() && open.size() < most; ++i)
    if (!decided_[i]) open.push_back(i);
  return open;
}

smtp::ClientMail Delivery::batch(const std::vector<std::size_t>& indexes) const {
  smtp::ClientMail mail;
  mail.mail_from = mail_.mail_from;
  for (const std::size_t i : indexes) {
    const auto& recipient = mail_.recipients[i];
    mail.recipients.push_back({recipient.address, recipient.notify, recipient.orcpt});
  }
  mail.message = mail_.message;
  mail.smtputf8 = mail_.smtputf8;
  mail.requiretls = mail_.requiretls;
  mail.ret = mail_.ret;
  mail.envid = mail_.envid;
  return mail;
}

// Transactions until everybody is decided or the connection is of no more use.
net::Task<void> Delivery::hand_over(std::string host, Connection& connection) {
  while (connection.usable()) {
    const std::uint64_t stated = connection.offer().max_recipients;
    const std::size_t most =
        stated > 0 ? std::min<std::uint64_t>(stated, kMostRecipients) : kMostRecipients;
    const std::vector<std::size_t> indexes = open_recipients(most);
    if (indexes.empty()) co_return;
    const bool dsn = connection.offer().dsn;
    const auto outcomes = co_await connection.send(batch(indexes));
    for (std::size_t i = 0; i < indexes.size(); ++i) {
      const bool again = outcomes[i].too_many && connection.usable();
      if (!again) record(host, dsn, indexes[i], outcomes[i]);
    }
  }
}

void Delivery::record(const std::string& host, bool dsn, std::size_t index,
                      const smtp::ClientOutcome& outcome) {
  using Kind = smtp::ClientOutcome::Kind;
  RecipientOutcome& result = outcomes_[index];
  decided_[index] = true;
  result.kind = outcome.kind == Kind::accepted   ? RecipientOutcome::Kind::relayed
                : outcome.kind == Kind::deferred ? RecipientOutcome::Kind::deferred
                                                 : RecipientOutcome::Kind::failed;
  result.reply = outcome.reply;
  result.remote_mta = outcome.local ? "" : host;
  result.remote_dsn = dsn && outcome.kind == Kind::accepted;
}

void Delivery::note(Reply reply, std::string host) {
  if (reason_ && reason_->transient() && !reply.transient()) return;
  reason_ = std::move(reply);
  reason_host_ = std::move(host);
}

void Delivery::note_failure(const std::string& host, const ConnectFailure& failure) {
  using Stage = smtp::ClientFailure::Stage;
  if (failure.stage != ConnectFailure::Stage::session) return note(connect_reply(failure), host);
  Reply reply = failure.session.reply;
  // A login that is refused is the operator's to mend; a server without TLS may yet get it.
  const bool ours = failure.session.stage == Stage::auth || failure.session.stage == Stage::tls;
  if (ours && !reply.transient()) reply = {454, {4, 7, 0}, reply.text};
  if (failure.session.stage == Stage::tls && mail_.requiretls)
    reply = {550, {5, 7, 30}, "REQUIRETLS: the server does not offer TLS"};
  if (failure.session.stage == Stage::auth)
    transport_.parts_.log.error("outbound.smarthost_login_failed", {{"code", reply.code}});
  note(std::move(reply), failure.session.local ? "" : host);
}

void Delivery::count(const std::string& host, const HostSecurity& security,
                     std::string_view failure) {
  if (!config_.smarthost.host.empty() || mail_.uncounted) return;
  const bool dane = security.level == Level::dane || security.level == Level::encrypted;
  const std::string_view policy = dane ? "tlsa" : has_policy_ ? "sts" : "no-policy-found";
  transport_.results_.count({mail_.domain, policy, host, failure});
}

}  // namespace nightmail::transport
