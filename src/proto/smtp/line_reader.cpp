// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/line_reader.h"

#include <algorithm>
#include <utility>

namespace nightmail::smtp {
namespace {

bool is_control(char c) {
  return (c >= '\0' && c < ' ' && c != '\t') || c == '\x7F';
}

}  // namespace

std::optional<Line> LineReader::take(ByteView& input) {
  if (clear_kept_) {
    kept_.clear();
    clear_kept_ = false;
  }
  if (input.empty()) return std::nullopt;
  const std::string_view text = as_text(input);
  const std::size_t lf = text.find('\n');
  if (lf == std::string_view::npos) {
    keep(text);
    input = {};
    return std::nullopt;
  }
  input = input.subspan(lf + 1);
  const std::string_view part = text.substr(0, lf + 1);
  if (kept_.empty() && !too_long_) return judge(part);
  keep(part);
  clear_kept_ = true;
  return judge(kept_);
}

void LineReader::keep(std::string_view part) {
  // Of a line too long only its last two bytes are kept: judge() needs to see how it ends.
  if (too_long_ || kept_.size() + part.size() > max_line_) {
    const char last_kept = kept_.empty() ? '\0' : kept_.back();
    const char before = part.size() > 1 ? part[part.size() - 2] : last_kept;
    too_long_ = true;
    kept_ = {before, part.back()};
    return;
  }
  kept_.append(part);
}

// `line` ends in LF.
Line LineReader::judge(std::string_view line) {
  const bool too_long = std::exchange(too_long_, false) || line.size() > max_line_;
  const bool crlf = line.ends_with("\r\n");
  const bool tail = std::exchange(after_bare_lf_, !crlf);
  if (!crlf || tail) return {{}, LineFlaw::bare_lf};
  if (too_long) return {{}, LineFlaw::too_long};
  line.remove_suffix(2);
  if (std::any_of(line.begin(), line.end(), is_control)) return {{}, LineFlaw::control};
  return {line, LineFlaw::none};
}

void LineReader::clear() {
  kept_.clear();
  too_long_ = after_bare_lf_ = clear_kept_ = false;
}

}  // namespace nightmail::smtp
