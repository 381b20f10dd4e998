// SPDX-License-Identifier: Apache-2.0
//
// A delivery status notification, printed: multipart/report (RFC 6522) around a text for people, a
// message/delivery-status (RFC 3464; RFC 6533 where an address is not ASCII), and the header of the
// message it is about, or all of it. A value and a free function; thread-safe.

#ifndef NIGHTMAIL_PROTO_DSN_REPORT_H_
#define NIGHTMAIL_PROTO_DSN_REPORT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/secret.h"

namespace nightmail::dsn {

// RFC 3464 §2.3.3.
enum class Action { failed, delayed, delivered, relayed };

struct ReportedRecipient {
  std::string address;   // as it was sent to
  std::string original;  // ORCPT without xtext, "rfc822;anna@a.test"; may be empty
  Action action = Action::failed;
  std::string status;      // "5.1.1" (RFC 3463)
  std::string reply;       // "550 5.1.1 No such user"; empty if nobody said a thing
  std::string remote_mta;  // who said it; empty: we ourselves
  std::optional<Timestamp> last_attempt;
  std::optional<Timestamp> retry_until;  // of a delay
};

struct Report {
  std::string reporting_mta;  // our host name
  std::string to;             // the sender of the message that this is about
  std::string id;             // random letters and digits: of Message-ID and boundary
  Timestamp now;
  Timestamp arrival;        // when the message came to us
  std::string envelope_id;  // ENVID without xtext; may be empty
  std::vector<ReportedRecipient> recipients;
  ByteView message;            // what it is about, with CRLF line ends
  bool whole_message = false;  // RET=FULL
};

// CRLF line ends. What others wrote (replies, names of servers) is cut to printable text of one
// line, so that it can neither forge a field nor end the part it stands in.
[[nodiscard]] PlainBytes print(const Report& report);

}  // namespace nightmail::dsn

#endif  // NIGHTMAIL_PROTO_DSN_REPORT_H_
