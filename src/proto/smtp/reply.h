// SPDX-License-Identifier: Apache-2.0
//
// A reply to a command: code (RFC 5321 §4.2), enhanced status code (RFC 3463, RFC 2034), text.
// A value. The text is for people, in English; a '\n' in it begins another line of the reply.

#ifndef NIGHTMAIL_PROTO_SMTP_REPLY_H_
#define NIGHTMAIL_PROTO_SMTP_REPLY_H_

#include <cstdint>
#include <string>

namespace nightmail::smtp {

// "5.7.1": class, subject, detail. Class 0: the reply has none.
struct EnhancedStatus {
  std::uint16_t status_class = 0;
  std::uint16_t subject = 0;
  std::uint16_t detail = 0;
  bool operator==(const EnhancedStatus&) const = default;
};

struct Reply {
  int code = 250;
  EnhancedStatus status;
  std::string text;

  [[nodiscard]] bool positive() const { return code >= 200 && code < 400; }
  [[nodiscard]] bool transient() const { return code >= 400 && code < 500; }
  [[nodiscard]] bool permanent() const { return code >= 500; }
  bool operator==(const Reply&) const = default;
};

// Appends the reply as it goes over the wire, each line ended by CRLF and at most 512 bytes long
// (RFC 5321 §4.5.3.1.5). Anything but printable ASCII in the text becomes '?', so that nothing a
// peer or a library wrote can forge a reply line. `with_status`: print the enhanced code (RFC
// 2034).
void append_reply(std::string& out, const Reply& reply, bool with_status);

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_REPLY_H_
