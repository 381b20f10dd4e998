// SPDX-License-Identifier: Apache-2.0
//
// What a server session offers and allows. Filled once by the role that listens, then shared by all
// its sessions as const; it must outlive them. Sizes in bytes.

#ifndef NIGHTMAIL_PROTO_SMTP_CONFIG_H_
#define NIGHTMAIL_PROTO_SMTP_CONFIG_H_

#include <cstddef>
#include <string>

namespace nightmail::smtp {

struct Limits {
  std::size_t message_size = 50 * 1024 * 1024;  // RFC 1870; 552 5.3.4 above it
  std::size_t command_line = 2048;       // CRLF included (RFC 5321 §4.5.3.1.4 and extensions)
  std::size_t data_line = 64 * 1024;     // CRLF excluded; RFC 5321 §4.5.3.1.6 asks for 998
  std::size_t recipients = 1000;         // per transaction (RCPTMAX); 452 4.5.3 above it
  std::size_t transactions = 1000;       // MAIL commands in a session (MAILMAX); then 421
  std::size_t errors = 20;               // commands answered 5xx in a session; then 421
  std::size_t refused_recipients = 200;  // refused by policy in a session; then 421
  std::size_t idle_commands = 100;       // NOOP, RSET, EHLO, ... between messages; then 421
};

struct Extensions {
  bool pipelining = true;       // RFC 2920
  bool size = true;             // RFC 1870
  bool eight_bit = true;        // 8BITMIME, RFC 6152
  bool smtputf8 = true;         // RFC 6531
  bool starttls = false;        // RFC 3207: set where the listener has a certificate
  bool chunking = true;         // RFC 3030 (without BINARYMIME)
  bool enhanced_status = true;  // RFC 2034
  bool limits = true;           // RFC 9422
};

struct Config {
  std::string hostname;  // our name in the greeting and in replies
  bool lmtp = false;     // RFC 2033 instead of RFC 5321
  Extensions offer;
  Limits limits;
  // Room kept in front of a message for trace headers, so that prepending them moves nothing.
  std::size_t trace_room = 1024;
};

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_CONFIG_H_
