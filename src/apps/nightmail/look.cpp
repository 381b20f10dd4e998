// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/look.h"

#include <array>

namespace nightmail::app {

std::string Look::styled(Style style, std::string_view text) const {
  if (!styles || style == Style::plain || text.empty()) return std::string(text);
  static constexpr std::array<std::string_view, 4> kCodes{"0", "1", "2", "36"};
  return "\x1b[" + std::string(kCodes.at(static_cast<std::size_t>(style))) + "m" +
         std::string(text) + "\x1b[0m";
}

}  // namespace nightmail::app
