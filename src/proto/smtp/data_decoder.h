// SPDX-License-Identifier: Apache-2.0
//
// DataDecoder: the content after DATA (RFC 5321 §4.1.1.4): finds its end, drops the stuffed dots
// (§4.5.2), and judges the line ends. Only <CRLF>.<CRLF> ends it; "\n.\n", "\n.\r\n", "\r.\r" and
// their like never do, and make the message refused (docs/decisions/smtp-strictness.md).
// A value, one per message; owned by the session.

#ifndef NIGHTMAIL_PROTO_SMTP_DATA_DECODER_H_
#define NIGHTMAIL_PROTO_SMTP_DATA_DECODER_H_

#include <cstddef>

#include "base/bytes.h"
#include "proto/smtp/line_scan.h"

namespace nightmail::smtp {

class DataDecoder {
 public:
  explicit DataDecoder(std::size_t max_line) : lines_(max_line) {}

  struct Piece {
    std::size_t consumed = 0;  // bytes of the input that are done with
    ByteView content;          // content among them, in order; points to the input or to a constant
  };
  // The next stretch of content. Call again with the rest of the input until it is used up or
  // ended(); of any two calls one consumes something.
  [[nodiscard]] Piece next(ByteView input);

  // The final <CRLF>.<CRLF> was consumed; what follows is the next command.
  [[nodiscard]] bool ended() const { return state_ == State::ended; }
  // The worst flaw met so far.
  [[nodiscard]] Flaw flaw() const { return lines_.flaw(); }

 private:
  enum class State { content, dot, dot_cr, ended };
  Piece after_dot(ByteView input);
  Piece after_dot_cr(ByteView input);

  LineScan lines_;
  State state_ = State::content;
};

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_DATA_DECODER_H_
