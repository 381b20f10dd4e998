// SPDX-License-Identifier: Apache-2.0
//
// Look: how text may appear where it goes: its width and whether styles show. A value.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_LOOK_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_LOOK_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace nightmail::app {

enum class Style { plain, bold, dim, accent };

struct Look {
  std::size_t columns = 0;  // 0: no terminal, lines are as long as they are
  bool styles = false;

  // ECMA-48 SGR around the text, if styles show.
  [[nodiscard]] std::string styled(Style style, std::string_view text) const;
};

}  // namespace nightmail::app

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_LOOK_H_
