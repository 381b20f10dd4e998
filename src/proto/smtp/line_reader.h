// SPDX-License-Identifier: Apache-2.0
//
// LineReader: cuts command lines out of what was received, in bounded memory. A line ends in <CRLF>
// and holds printable text; anything else is marked, and the caller refuses it unread. What follows
// a bare LF up to the next line end is marked too, so no command can hide behind one.
// Owned by the session; one thread at a time.

#ifndef NIGHTMAIL_PROTO_SMTP_LINE_READER_H_
#define NIGHTMAIL_PROTO_SMTP_LINE_READER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace nightmail::smtp {

enum class LineFlaw { none, bare_lf, control, too_long };

struct Line {
  std::string_view text;  // without CRLF; empty if flawed. Valid until the next take() or input
  LineFlaw flaw = LineFlaw::none;
};

class LineReader {
 public:
  // `max_line` counts the CRLF. Of a longer line nothing is kept, and it is reported at its end.
  explicit LineReader(std::size_t max_line) : max_line_(max_line) {}

  // Takes the next line off the front of `input`, or all of it if the line does not end there.
  [[nodiscard]] std::optional<Line> take(ByteView& input);

  // Forgets a line begun.
  void clear();

 private:
  [[nodiscard]] Line judge(std::string_view line);
  void keep(std::string_view part);

  std::size_t max_line_;
  std::string kept_;  // the beginning of a line that has not ended, at most max_line_ bytes
  bool too_long_ = false;
  bool after_bare_lf_ = false;
  bool clear_kept_ = false;
};

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_LINE_READER_H_
