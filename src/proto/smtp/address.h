// SPDX-License-Identifier: Apache-2.0
//
// Mailboxes and paths as SMTP commands carry them: RFC 5321 §4.1.2, with UTF-8 as in RFC 6531 §3.3.
// Values. A mailbox keeps the meaning, not the spelling: "a\b"@x and ab@x are the same.
// Accepted beyond the grammar: underscores in domains. Source routes are read and forgotten (RFC
// 5321 appendix C). These are envelope addresses; the header grammar of RFC 5322 is proto/mime.

#ifndef NIGHTMAIL_PROTO_SMTP_ADDRESS_H_
#define NIGHTMAIL_PROTO_SMTP_ADDRESS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nightmail::smtp {

// A whole mailbox: 64 bytes of local part, '@', 255 bytes of domain (RFC 5321 §4.5.3.1). The local
// part alone may be longer than 64, as bounce addresses in the wild are.
inline constexpr std::size_t kMaxMailbox = 320;
inline constexpr std::size_t kMaxDomain = 255;

struct Mailbox {
  std::string local;   // without quotes and backslashes; never empty
  std::string domain;  // as written, a literal with its brackets; empty only in <postmaster>

  [[nodiscard]] bool domain_is_literal() const { return domain.starts_with('['); }
  // True if it can only travel under SMTPUTF8.
  [[nodiscard]] bool needs_utf8() const;
  // local@domain, the local part quoted where it must be. parse_mailbox() of this gives an equal
  // one.
  [[nodiscard]] std::string to_string() const;
  bool operator==(const Mailbox&) const = default;
};

// Reads the whole text as one Mailbox. UTF-8 is accepted where well-formed (see needs_utf8()).
// Errors: bad_address, address_too_long.
[[nodiscard]] Result<Mailbox> parse_mailbox(std::string_view text);

// A path at the beginning of a command's argument, and what follows the '>'.
struct ParsedPath {
  std::optional<Mailbox> mailbox;  // none: the null reverse-path "<>"
  std::string_view rest;           // points into the text that was given
};

// "<user@domain>", "<@route:user@domain>" or "<>" (RFC 5321 §4.1.1.2).
[[nodiscard]] Result<ParsedPath> parse_reverse_path(std::string_view text);
// "<user@domain>" or "<postmaster>" in any case (RFC 5321 §4.1.1.3); never null.
[[nodiscard]] Result<ParsedPath> parse_forward_path(std::string_view text);

// A Domain of RFC 5321 §4.1.2 (underscores and one final dot allowed) or U-labels of RFC 6531.
[[nodiscard]] bool is_domain(std::string_view text);
// "[192.0.2.1]" or "[IPv6:2001:db8::1]" (RFC 5321 §4.1.3). Other tags are not recognised.
[[nodiscard]] bool is_address_literal(std::string_view text);

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_ADDRESS_H_
