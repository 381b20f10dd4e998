// SPDX-License-Identifier: Apache-2.0
//
// EHLO, HELO (RFC 5321 §4.1.1.1) and LHLO (RFC 2033 §4.1).

#include <algorithm>

#include "proto/smtp/address.h"
#include "proto/smtp/session.h"
#include "proto/smtp/text.h"

namespace nightmail::smtp {

void Session::cmd_ehlo(std::string_view argument) {
  if (config_.lmtp) return mistake(500, {5, 5, 1}, "This is LMTP: say LHLO");
  hello(argument, true);
}

void Session::cmd_helo(std::string_view argument) {
  if (config_.lmtp) return mistake(500, {5, 5, 1}, "This is LMTP: say LHLO");
  hello(argument, false);
}

void Session::cmd_lhlo(std::string_view argument) {
  if (!config_.lmtp) return mistake(500, {5, 5, 1}, "This is SMTP: say EHLO");
  hello(argument, true);
}

// RFC 5321 §4.1.4: the name is not verified, and EHLO clears all state as RSET does.
void Session::hello(std::string_view argument, bool esmtp) {
  // RFC 6531 §3.7.1: the name is ASCII even where SMTPUTF8 is offered.
  const bool ascii = std::none_of(argument.begin(), argument.end(), is_eight_bit);
  if (!ascii || (!is_domain(argument) && !is_address_literal(argument)))
    return mistake(501, {5, 5, 4}, "Say your domain name or address literal");
  reset_transaction();
  hello_said_ = true;
  envelope_.helo = argument;
  envelope_.esmtp = esmtp;
  reply(250, {}, esmtp ? config_.hostname + extension_lines() : config_.hostname);
}

std::string Session::extension_lines() const {
  const Extensions& offer = config_.offer;
  const Limits& limits = config_.limits;
  std::string lines;
  if (offer.pipelining) lines += "\nPIPELINING";
  if (offer.size) lines += "\nSIZE " + std::to_string(limits.message_size);
  if (offer.eight_bit) lines += "\n8BITMIME";
  if (offer.smtputf8) lines += "\nSMTPUTF8";
  if (offer.starttls && !envelope_.tls) lines += "\nSTARTTLS";
  if (offer.chunking) lines += "\nCHUNKING";
  if (offer.enhanced_status) lines += "\nENHANCEDSTATUSCODES";
  if (offer.limits) {
    lines += "\nLIMITS RCPTMAX=" + std::to_string(limits.recipients) +
             " MAILMAX=" + std::to_string(limits.transactions);
  }
  return lines;
}

}  // namespace nightmail::smtp
