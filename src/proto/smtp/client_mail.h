// SPDX-License-Identifier: Apache-2.0
//
// What a client session is asked to send, and what became of it: one message, its recipients, one
// outcome for each. Values.

#ifndef NIGHTMAIL_PROTO_SMTP_CLIENT_MAIL_H_
#define NIGHTMAIL_PROTO_SMTP_CLIENT_MAIL_H_

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "proto/smtp/reply.h"

namespace nightmail::smtp {

struct ClientRecipient {
  std::string address;  // a Mailbox
  std::string notify;   // "NEVER", "SUCCESS,FAILURE"; empty: not said
  std::string orcpt;    // "rfc822;bob@example.org", in xtext (RFC 3461 §4.2); empty: not said
};

struct ClientMail {
  std::string mail_from;  // a Mailbox; empty: the null reverse-path
  std::vector<ClientRecipient> recipients;
  ByteView message;  // CRLF line ends; must outlive the transaction
  bool smtputf8 = false;
  bool requiretls = false;  // RFC 8689: the caller sees to TLS and its verification
  std::string ret;          // "FULL" or "HDRS"; empty: not said
  std::string envid;        // in xtext; empty: not said
};

// RFC 5321 §4.2.1: 4yz may be tried again, 5yz not.
struct ClientOutcome {
  enum class Kind { accepted, deferred, failed };
  Kind kind = Kind::deferred;
  // The server's words, or ours where it said none (then `local`).
  Reply reply{451, {4, 4, 0}, "Not tried"};
  bool local = true;
  // Refused only because there were more than the server takes at once (RFC 5321 §4.5.3.1.10): may
  // be sent again at once in another transaction.
  bool too_many = false;
};

// Why a session ended without having become ready for mail, or in the midst of one.
struct ClientFailure {
  enum class Stage { connection, greeting, hello, tls, auth, mail };
  Stage stage = Stage::connection;
  Reply reply;  // 4yz or 5yz; ours if the server said none
  bool local = true;
};

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_CLIENT_MAIL_H_
