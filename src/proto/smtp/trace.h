// SPDX-License-Identifier: Apache-2.0
//
// The trace headers of RFC 5321 §4.4: Return-Path and Received, to be prepended to the untouched
// bytes of a message.
// The client's address is part of them, because whoever reads the mail needs it to judge spam. They
// exist in clear only in memory; on disk they are sealed with the message, and the server keeps the
// address nowhere else. The "for" clause is written only if the transaction has one recipient: with
// more it would tell each of them of the others (RFC 5321 §7.2).

#ifndef NIGHTMAIL_PROTO_SMTP_TRACE_H_
#define NIGHTMAIL_PROTO_SMTP_TRACE_H_

#include <string>
#include <string_view>

#include "base/clock.h"
#include "proto/smtp/envelope.h"

namespace nightmail::smtp {

struct TraceFacts {
  std::string_view by;          // our host name
  std::string_view client_ip;   // "192.0.2.1" or "2001:db8::1"; empty if there is none
  std::string_view id;          // our id of the message: letters, digits, '-', '_', '.'
  std::string_view tls_cipher;  // IANA name of the suite (RFC 8314 §4.3); empty without TLS
  Timestamp time;
};

// Both headers, folded, each line ended by CRLF.
[[nodiscard]] std::string make_trace(const Envelope& envelope, const TraceFacts& facts);

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_TRACE_H_
