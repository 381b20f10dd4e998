// SPDX-License-Identifier: Apache-2.0
//
// The envelope of one mail transaction (RFC 5321 §2.3.1) and how it came to us. A value.

#ifndef NIGHTMAIL_PROTO_SMTP_ENVELOPE_H_
#define NIGHTMAIL_PROTO_SMTP_ENVELOPE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/smtp/address.h"

namespace nightmail::smtp {

enum class BodyType { unsaid, seven_bit, eight_bit };

struct Envelope {
  std::optional<Mailbox> sender;    // none: the null reverse-path of a bounce
  std::vector<Mailbox> recipients;  // those that were accepted, in order; may repeat
  std::size_t refused_recipients = 0;
  std::optional<std::uint64_t> declared_size;  // SIZE= of MAIL (RFC 1870)
  BodyType body = BodyType::unsaid;
  bool smtputf8 = false;
  // Of the connection, the same for each of its transactions:
  std::string helo;  // argument of HELO, EHLO or LHLO: a domain or address literal, unverified
  bool esmtp = false;
  bool lmtp = false;
  bool tls = false;
};

// The protocol of the "with" clause: RFC 3848, RFC 6531 §4.3 ("ESMTPS", "UTF8LMTP", ...).
[[nodiscard]] std::string_view with_protocol(const Envelope& envelope);

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_ENVELOPE_H_
