// SPDX-License-Identifier: Apache-2.0
//
// Header fields written: folded at 78 characters where the syntax allows, ended by CRLF, and never
// with a line end inside that somebody put into a value. Text beyond ASCII becomes encoded words;
// addresses beyond ASCII stay UTF-8 and need SMTPUTF8 (RFC 6532). RFC 5322 §2.2, RFC 2047, RFC
// 2231. Stateless; any thread.

#ifndef NIGHTMAIL_PROTO_MIME_WRITE_FIELD_H_
#define NIGHTMAIL_PROTO_MIME_WRITE_FIELD_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proto/mime/summary.h"

namespace nightmail::mime {

// One field of a message that is being written.
struct WrittenField {
  std::string name;   // "Subject"
  std::string value;  // folded, without the final CRLF: "=?utf-8?q?...?="

  // "Subject: ...CRLF"
  [[nodiscard]] std::string line() const;
};
using WrittenFields = std::vector<WrittenField>;

[[nodiscard]] std::string print_fields(const WrittenFields& fields);

// Unstructured text, such as a subject.
[[nodiscard]] WrittenField text_field(std::string_view name, std::string_view text);
// "Anna Berg <anna@example.org>, bert@example.org". Without `names` only the addresses.
[[nodiscard]] WrittenField address_field(std::string_view name, std::span<const Address> addresses,
                                         bool names = true);
// Message-ids, given without angle brackets.
[[nodiscard]] WrittenField ids_field(std::string_view name, std::span<const std::string> ids);
// A value that is correct as it stands; it is folded at spaces.
[[nodiscard]] WrittenField token_field(std::string_view name, std::string_view value);

struct WrittenParameter {
  std::string name;
  std::string value;  // any UTF-8
};
// "text/plain; charset=utf-8": values are quoted where they must be, and encoded as RFC 2231 says
// beyond ASCII.
[[nodiscard]] WrittenField parameter_field(std::string_view name, std::string_view value,
                                           std::span<const WrittenParameter> parameters);

// True for local-part@domain as RFC 5322 §3.4.1 and RFC 6532 allow it outside comments: no spaces,
// no controls, no angle brackets, valid UTF-8, at most 320 octets.
[[nodiscard]] bool is_addr_spec(std::string_view address);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_WRITE_FIELD_H_
