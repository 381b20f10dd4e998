// SPDX-License-Identifier: Apache-2.0
//
// RCPT (RFC 5321 §4.1.1.3).

#include "proto/smtp/params.h"
#include "proto/smtp/session.h"

namespace nightmail::smtp {

void Session::cmd_rcpt(std::string_view argument) {
  if (!in_transaction_) return mistake(503, {5, 5, 1}, "Say MAIL first");
  if (chunks_begun_) return mistake(503, {5, 5, 1}, "The message has begun already");
  auto recipient = parse_rcpt_arguments(argument);
  if (!recipient.ok()) return mistake(recipient.error(), false);
  if (recipient->needs_utf8() && !envelope_.smtputf8)
    return reply(553, {5, 6, 7}, "Such an address takes the SMTPUTF8 parameter of MAIL");
  // RFC 5321 §4.5.3.1.10: 452, so that the client sends to the rest in another transaction.
  if (envelope_.recipients.size() >= config_.limits.recipients)
    return reply(452, {4, 5, 3}, "Too many recipients");
  candidate_ = *std::move(recipient);
  phase_ = Phase::await_recipient;
}

void Session::answer_recipient(const Reply& given) {
  phase_ = Phase::command;
  if (given.positive()) {
    envelope_.recipients.push_back(std::move(candidate_));
  } else {
    ++envelope_.refused_recipients;
    // Whoever only guesses at addresses is shown the door.
    if (++refused_ > config_.limits.refused_recipients)
      return close_with({4, 7, 0}, "too many unknown recipients");
  }
  reply(given);
}

}  // namespace nightmail::smtp
