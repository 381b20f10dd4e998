// SPDX-License-Identifier: Apache-2.0
//
// MAIL (RFC 5321 §4.1.1.2) with SIZE (RFC 1870), BODY (RFC 6152) and SMTPUTF8 (RFC 6531).

#include "proto/smtp/params.h"
#include "proto/smtp/session.h"

namespace nightmail::smtp {

void Session::cmd_mail(std::string_view argument) {
  if (!hello_said_)
    return mistake(503, {5, 5, 1}, config_.lmtp ? "Say LHLO first" : "Say EHLO first");
  if (in_transaction_) return mistake(503, {5, 5, 1}, "A sender was given already");
  auto arguments = parse_mail_arguments(argument, config_.offer);
  if (!arguments.ok()) return mistake(arguments.error(), true);
  // RFC 6531 §3.5: an address that is not ASCII takes SMTPUTF8.
  if (arguments->sender && arguments->sender->needs_utf8() && !arguments->smtputf8)
    return reply(553, {5, 6, 7}, "Such an address takes the SMTPUTF8 parameter");
  if (arguments->size.value_or(0) > config_.limits.message_size)
    return reply(552, {5, 3, 4}, "Message is larger than we accept");
  if (++transactions_ > config_.limits.transactions)
    return close_with({4, 5, 3}, "too many messages in one session; connect again");
  envelope_.sender = std::move(arguments->sender);
  envelope_.declared_size = arguments->size;
  envelope_.body = arguments->body;
  envelope_.smtputf8 = arguments->smtputf8;
  phase_ = Phase::await_sender;
}

void Session::answer_sender(const Reply& given) {
  phase_ = Phase::command;
  if (!given.positive()) reset_transaction();
  in_transaction_ = given.positive();
  reply(given);
}

}  // namespace nightmail::smtp
