// SPDX-License-Identifier: Apache-2.0
//
// One mail transaction: MAIL, RCPT, DATA (RFC 5321 §3.3), with the parameters of RFC 1870, RFC
// 6152, RFC 6531, RFC 3461 and RFC 8689.
#include <algorithm>
#include <array>

#include "base/assert.h"
#include "proto/smtp/address.h"
#include "proto/smtp/client_session.h"
#include "proto/smtp/text.h"

namespace nightmail::smtp {
namespace {

using Kind = ClientOutcome::Kind;

// RFC 3461 §4: no space, no control character, so nothing that could end the parameter.
bool is_xtext(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f && c != '='; });
}

// Only words that cannot be mistaken for anything else go out as they are.
bool is_keyword_list(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return is_alpha(c) || c == ','; });
}

Reply positive_or(const Reply& reply, int expected_class) {
  if (reply.code / 100 == expected_class || reply.code >= 400) return reply;
  return {451, {4, 5, 0}, "The server gave an answer that does not fit"};
}

Kind kind_of(const Reply& reply) {
  if (reply.transient()) return Kind::deferred;
  return reply.permanent() ? Kind::failed : Kind::accepted;
}

}  // namespace

void ClientSession::send(const ClientMail& mail) {
  NM_ASSERT(phase_ == Phase::ready && !mail.recipients.empty());
  mail_ = mail;
  outcomes_.assign(mail.recipients.size(), {});
  open_.assign(mail.recipients.size(), Open::undecided);
  next_rcpt_ = 0;
  data_asked_ = in_content_ = resetting_ = false;
  failure_.reset();
  phase_ = Phase::talking;
  if (const auto reason = unfit()) {
    conclude(*reason, true);
    return end_transaction(false);
  }
  say_mail();
}

// What this server cannot take, known before a word is said.
std::optional<Reply> ClientSession::unfit() const {
  const ContentNeeds needs = content_needs(mail_.message);
  if (!mail_.mail_from.empty() && !parse_mailbox(mail_.mail_from).ok())
    return Reply{501, {5, 1, 7}, "The sender's address cannot travel over SMTP"};
  if (!needs.strict) return Reply{554, {5, 6, 0}, "The message has broken line ends"};
  if (mail_.smtputf8 && !offer_.smtputf8)
    return Reply{553, {5, 6, 7}, "The server does not take international addresses (SMTPUTF8)"};
  if (needs.eight_bit && !offer_.eight_bit)
    return Reply{554, {5, 6, 3}, "The server takes 7-bit mail only"};
  if (offer_.max_size > 0 && mail_.message.size() > offer_.max_size)
    return Reply{552, {5, 3, 4}, "The message is larger than the server takes"};
  if (mail_.requiretls && !(tls_ && offer_.requiretls))
    return Reply{550, {5, 7, 30}, "The server does not support REQUIRETLS"};
  return std::nullopt;
}

void ClientSession::say_mail() {
  const auto sender = parse_mailbox(mail_.mail_from);
  std::string line = "MAIL FROM:<" + (sender.ok() ? sender->to_string() : "") + ">";
  if (offer_.size) line += " SIZE=" + std::to_string(mail_.message.size());
  if (offer_.eight_bit && content_needs(mail_.message).eight_bit) line += " BODY=8BITMIME";
  if (mail_.smtputf8) line += " SMTPUTF8";
  if (mail_.requiretls) line += " REQUIRETLS";
  if (offer_.dsn && is_keyword_list(mail_.ret)) line += " RET=" + mail_.ret;
  if (offer_.dsn && is_xtext(mail_.envid)) line += " ENVID=" + mail_.envid;
  say(line, Asked::mail);
}

void ClientSession::say_rcpt() {
  const std::size_t index = next_rcpt_++;
  const ClientRecipient& recipient = mail_.recipients[index];
  const auto address = parse_mailbox(recipient.address);
  if (!address.ok() || (address->needs_utf8() && !mail_.smtputf8)) {
    outcomes_[index] = {Kind::failed, {501, {5, 1, 3}, "The address cannot travel over SMTP"}};
    open_[index] = Open::decided;
    return;
  }
  std::string line = "RCPT TO:<" + address->to_string() + ">";
  if (offer_.dsn && is_keyword_list(recipient.notify)) line += " NOTIFY=" + recipient.notify;
  if (offer_.dsn && is_xtext(recipient.orcpt)) line += " ORCPT=" + recipient.orcpt;
  say(line, Asked::rcpt, index);
}

void ClientSession::on_mail(const Reply& given) {
  const Reply reply = positive_or(given, 2);
  if (reply.positive()) return;
  conclude(reply, false);
}

void ClientSession::on_rcpt(std::size_t index, const Reply& given) {
  if (open_[index] == Open::decided) return;  // MAIL was refused already
  const Reply reply = positive_or(given, 2);
  if (reply.positive()) {
    open_[index] = Open::taken;
    return;
  }
  open_[index] = Open::decided;
  // RFC 5321 §4.5.3.1.10: 552 after RCPT means what 452 means.
  const bool full = reply.code == 452 || reply.code == 552;
  outcomes_[index] = {full ? Kind::deferred : kind_of(reply), reply, false,
                      full && any(Open::taken)};
}

bool ClientSession::any(Open state) const {
  return std::ranges::find(open_, state) != open_.end();
}

void ClientSession::on_data(const Reply& given) {
  const Reply reply = positive_or(given, 3);
  if (reply.code / 100 == 3) {
    asked_.push_back({Asked::content});
    in_content_ = true;
    // RFC 2920 §3.1: DATA was accepted although no recipient was: an empty message ends it.
    content_ = DotStuffer(any(Open::taken) ? mail_.message : ByteView());
    return;
  }
  conclude(reply, false);
  end_transaction(true);
}

void ClientSession::on_content(const Reply& given) {
  in_content_ = false;
  conclude(positive_or(given, 2), false);
  end_transaction(false);
}

void ClientSession::conclude(const Reply& reply, bool local) {
  for (std::size_t i = 0; i < open_.size(); ++i) {
    if (open_[i] == Open::decided) continue;
    outcomes_[i] = {kind_of(reply), reply, local};
    open_[i] = Open::decided;
  }
}

// `reset`: the server still holds a transaction that came to nothing.
void ClientSession::end_transaction(bool reset) {
  asked_.clear();
  in_content_ = false;
  mail_.message = {};
  open_.clear();
  resetting_ = reset && !closing_;
  if (resetting_) {
    say("RSET", Asked::rset);
  } else {
    phase_ = Phase::sent;
  }
}

}  // namespace nightmail::smtp
