// SPDX-License-Identifier: Apache-2.0
//
// LineScan: reads message content in bulk (64 bytes a step) and judges its line ends. Only <CRLF>
// ends a line (RFC 5321 §2.3.8); a lone CR, a lone LF, a NUL or an endless line is a flaw that is
// remembered, and that never ends a line. A value; its state spans any splitting of the content.

#ifndef NIGHTMAIL_PROTO_SMTP_LINE_SCAN_H_
#define NIGHTMAIL_PROTO_SMTP_LINE_SCAN_H_

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace nightmail::smtp {

enum class Flaw { none, bare_lf, bare_cr, nul, long_line };

// Which of 64 bytes are what, bit 0 for the first byte.
struct BlockMasks {
  std::uint64_t cr = 0;
  std::uint64_t lf = 0;
  std::uint64_t nul = 0;
  std::uint64_t dot = 0;
};
[[nodiscard]] BlockMasks classify_block(const std::uint8_t* block);           // exactly 64 bytes
[[nodiscard]] BlockMasks classify_block_portable(const std::uint8_t* block);  // same, any processor

class LineScan {
 public:
  // `max_line`: bytes of a line without its CRLF, at least 64 (shorter is not measured exactly).
  explicit LineScan(std::size_t max_line) : max_line_(max_line) {}

  // Scans from the beginning of `content` and returns how many bytes it took: all of them, or, if
  // `stop_at_dots`, those before the first '.' that begins a line.
  [[nodiscard]] std::size_t scan(ByteView content, bool stop_at_dots);

  // Takes note that a line-beginning dot was dropped, or that the content ended here.
  void dot_dropped() { at_line_start_ = false; }
  void finish() { bare_cr_ = bare_cr_ || after_cr_; }

  [[nodiscard]] bool at_line_start() const { return at_line_start_; }
  // The worst flaw met so far, in the order of the enum; the same however the content was split.
  [[nodiscard]] Flaw flaw() const;

 private:
  [[nodiscard]] std::size_t scan_clean(ByteView content);
  [[nodiscard]] std::size_t scan_block(BlockMasks masks, std::size_t length, bool stop_at_dots);
  void advance(const BlockMasks& masks, std::uint64_t line_ends, std::size_t length);
  void note(const BlockMasks& masks, std::uint64_t lf_due, std::uint64_t valid);
  void measure(std::uint64_t line_ends, std::size_t length);

  std::size_t max_line_;
  std::size_t line_length_ = 0;  // of the line so far, CR included
  bool after_cr_ = false;
  bool at_line_start_ = true;
  bool bare_lf_ = false;
  bool bare_cr_ = false;
  bool nul_ = false;
  bool long_line_ = false;
};

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_LINE_SCAN_H_
