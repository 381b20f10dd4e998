// SPDX-License-Identifier: Apache-2.0
//
// DATA (RFC 5321 §4.1.1.4).

#include "proto/smtp/session.h"

namespace nightmail::smtp {

void Session::cmd_data(std::string_view argument) {
  if (!argument.empty()) return mistake(501, {5, 5, 4}, "DATA takes no argument");
  if (!in_transaction_) return mistake(503, {5, 5, 1}, "Say MAIL first");
  // RFC 3030 §2: DATA and BDAT cannot be mixed in one transaction.
  if (chunks_begun_) return mistake(503, {5, 5, 1}, "The message has begun with BDAT");
  // RFC 2033 §4.2: LMTP MUST answer 503 here; RFC 5321 §3.3 allows it as well as 554.
  if (envelope_.recipients.empty()) return mistake(503, {5, 5, 1}, "No valid recipients");
  begin_content();
  reply(354, {}, "Send the message; end it with <CRLF>.<CRLF>");
  phase_ = Phase::data;
}

}  // namespace nightmail::smtp
