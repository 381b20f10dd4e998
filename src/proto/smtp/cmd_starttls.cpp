// SPDX-License-Identifier: Apache-2.0
//
// STARTTLS (RFC 3207).

#include "base/assert.h"
#include "proto/smtp/session.h"

namespace nightmail::smtp {

void Session::cmd_starttls(std::string_view argument) {
  if (!config_.offer.starttls) return mistake(502, {5, 5, 1}, "STARTTLS is not offered");
  if (envelope_.tls) return mistake(503, {5, 5, 1}, "TLS is active already");
  if (!argument.empty()) return mistake(501, {5, 5, 4}, "STARTTLS takes no argument");
  // STARTTLS is the last command of its group (RFC 3207 §4). What lies behind it in clear could
  // only have been slipped in to be taken for the protected part: the connection cannot be trusted.
  if (!input_.empty()) return close_with({4, 7, 0}, "clear text behind STARTTLS");
  reply(220, {2, 0, 0}, "Ready to start TLS");
  phase_ = Phase::await_tls;
}

void Session::tls_started() {
  NM_ASSERT(phase_ == Phase::await_tls && last_ == Step::start_tls);
  reset_transaction();
  lines_.clear();
  hello_said_ = false;
  envelope_.helo.clear();
  envelope_.esmtp = false;
  envelope_.tls = true;
  phase_ = Phase::command;
}

}  // namespace nightmail::smtp
