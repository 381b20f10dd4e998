// SPDX-License-Identifier: Apache-2.0
//
// Text in columns of a terminal: wide characters (CJK, emoji) take two, combining ones none.
// Free functions; any thread.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_TEXT_WIDTH_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_TEXT_WIDTH_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace nightmail::app {

// Of one line of valid UTF-8 without control characters.
[[nodiscard]] std::size_t text_width(std::string_view text);
// At most `columns` wide; what is cut off is replaced by one "…".
[[nodiscard]] std::string cut_to(std::string_view text, std::size_t columns);
// Exactly `columns` wide: cut, or filled with spaces behind.
[[nodiscard]] std::string fit(std::string_view text, std::size_t columns);

}  // namespace nightmail::app

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_TEXT_WIDTH_H_
