// SPDX-License-Identifier: Apache-2.0
//
// Text from strangers, made safe to print on a terminal: no escape sequence, no overwriting of what
// stands there, no reversed reading order. Stateless; any thread.

#ifndef NIGHTMAIL_PROTO_MIME_TERMINAL_TEXT_H_
#define NIGHTMAIL_PROTO_MIME_TERMINAL_TEXT_H_

#include <string>
#include <string_view>

namespace nightmail::mime {

// Valid UTF-8. C0 and C1 controls (ESC, CSI, CR, BS, ...) become U+FFFD, except \n and \t, which
// stay; CR LF becomes \n; bidirectional overrides and isolates are dropped.
[[nodiscard]] std::string terminal_safe(std::string_view text);

// The same for one line: \n and \t become spaces too.
[[nodiscard]] std::string terminal_safe_line(std::string_view text);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_TERMINAL_TEXT_H_
