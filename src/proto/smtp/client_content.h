// SPDX-License-Identifier: Apache-2.0
//
// DotStuffer: a message as it goes over the wire after DATA, piece by piece: dots doubled at the
// beginning of lines, ended by <CRLF>.<CRLF> (RFC 5321 §4.5.2). A view over the message, which must
// outlive it. And what a message needs of a server.

#ifndef NIGHTMAIL_PROTO_SMTP_CLIENT_CONTENT_H_
#define NIGHTMAIL_PROTO_SMTP_CLIENT_CONTENT_H_

#include <cstddef>
#include <string>

#include "base/bytes.h"

namespace nightmail::smtp {

class DotStuffer {
 public:
  DotStuffer() = default;
  explicit DotStuffer(ByteView message) : rest_(message), done_(false) {}

  // Appends about `count` bytes to `out`; the last piece brings the end mark.
  void append_to(std::string& out, std::size_t count);
  [[nodiscard]] bool done() const { return done_; }

 private:
  void finish(std::string& out);

  ByteView rest_;
  bool line_begins_ = true;
  bool done_ = true;
};

struct ContentNeeds {
  bool strict = true;      // no NUL, no CR or LF but in CRLF: fit for SMTP (RFC 5321 §2.3.8)
  bool eight_bit = false;  // has bytes above 127
};
[[nodiscard]] ContentNeeds content_needs(ByteView message);

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_CLIENT_CONTENT_H_
