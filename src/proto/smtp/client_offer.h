// SPDX-License-Identifier: Apache-2.0
//
// PeerOffer: the extensions a server named in its reply to EHLO (RFC 5321 §4.1.1.1). A value.

#ifndef NIGHTMAIL_PROTO_SMTP_CLIENT_OFFER_H_
#define NIGHTMAIL_PROTO_SMTP_CLIENT_OFFER_H_

#include <cstdint>
#include <string_view>

namespace nightmail::smtp {

struct PeerOffer {
  bool pipelining = false;  // RFC 2920
  bool size = false;        // RFC 1870
  bool eight_bit = false;   // RFC 6152
  bool smtputf8 = false;    // RFC 6531
  bool starttls = false;    // RFC 3207
  bool dsn = false;         // RFC 3461
  bool requiretls = false;  // RFC 8689
  bool auth_plain = false;  // RFC 4616
  bool auth_login = false;
  std::uint64_t max_size = 0;        // 0: not said
  std::uint64_t max_recipients = 0;  // RFC 9422; 0: not said
};

// `text`: the reply's text, one line for each extension; the first is a greeting.
[[nodiscard]] PeerOffer parse_offer(std::string_view text);

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_CLIENT_OFFER_H_
