// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/text_width.h"

#include <unistr.h>
#include <uniwidth.h>

#include <algorithm>

#include "base/bytes.h"

namespace nightmail::app {
namespace {

struct Character {
  std::size_t octets;
  std::size_t columns;
};

Character first_character(std::string_view text) {
  ucs4_t code = 0;
  const int octets = u8_mbtouc(&code, as_bytes(text).data(), text.size());
  const int columns = uc_width(code, "UTF-8");
  return {static_cast<std::size_t>(std::max(1, octets)),
          static_cast<std::size_t>(std::max(0, columns))};
}

}  // namespace

std::size_t text_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character next = first_character(text);
    columns += next.columns;
    text.remove_prefix(next.octets);
  }
  return columns;
}

std::string cut_to(std::string_view text, std::size_t columns) {
  if (text_width(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  std::size_t used = 0;
  std::size_t end = 0;
  for (;;) {
    const Character next = first_character(text.substr(end));
    if (used + next.columns > columns - 1) break;
    used += next.columns;
    end += next.octets;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string fit(std::string_view text, std::size_t columns) {
  std::string result = cut_to(text, columns);
  result.append(columns - std::min(columns, text_width(result)), ' ');
  return result;
}

}  // namespace nightmail::app
