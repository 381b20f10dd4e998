// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/flowed.h"

#include <algorithm>
#include <cstddef>

namespace nightmail::mime {
namespace {

struct FlowedLine {
  std::size_t quote_depth = 0;
  std::string_view text;
  bool flowed = false;
};

FlowedLine read_line(std::string_view line, bool delete_space) {
  FlowedLine result;
  result.quote_depth = std::min(line.find_first_not_of('>'), line.size());
  line.remove_prefix(result.quote_depth);
  if (line.starts_with(' ')) line.remove_prefix(1);      // space-stuffing, §4.4
  result.flowed = line.ends_with(' ') && line != "-- ";  // §4.3
  if (result.flowed && delete_space) line.remove_suffix(1);
  result.text = line;
  return result;
}

}  // namespace

std::string unfold_flowed(std::string_view text, bool delete_space) {
  const std::string plain = with_plain_line_ends(text);
  std::string result;
  result.reserve(plain.size());
  bool open = false;  // the line before this one flows on
  std::size_t open_depth = 0;
  for (std::string_view left = plain; !left.empty();) {
    const auto end = std::min(left.find('\n'), left.size());
    const FlowedLine line = read_line(left.substr(0, end), delete_space);
    left.remove_prefix(std::min(end + 1, left.size()));
    const bool joins = open && open_depth == line.quote_depth && line.text != "-- ";
    if (open && !joins) result.push_back('\n');
    if (!joins) {
      result.append(line.quote_depth, '>');
      if (line.quote_depth > 0) result.push_back(' ');
    }
    result.append(line.text);
    open = line.flowed;
    open_depth = line.quote_depth;
    if (!open) result.push_back('\n');
  }
  if (open) result.push_back('\n');
  return result;
}

std::string with_plain_line_ends(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      result.push_back(text[i]);
    } else if (i + 1 >= text.size() || text[i + 1] != '\n') {
      result.push_back('\n');
    }
  }
  return result;
}

}  // namespace nightmail::mime
