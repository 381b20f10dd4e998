// SPDX-License-Identifier: Apache-2.0
//
// A message as DKIM sees it: header fields and body, and both in canonical form (RFC 6376 §3.4).
// Views over the message, which must outlive them.

#ifndef NIGHTMAIL_PROTO_DKIM_FIELDS_H_
#define NIGHTMAIL_PROTO_DKIM_FIELDS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "crypto/hash.h"

namespace nightmail::dkim {

enum class Canonical { simple, relaxed };

struct Field {
  std::string_view name;   // as written
  std::string_view whole;  // with its folded lines and the last CRLF
};

struct Message {
  std::vector<Field> fields;
  std::string_view body;
};
// Lines end in CRLF. What is no field, such as an mbox line, is left out.
[[nodiscard]] Message split_message(ByteView message);

// §3.4.1, §3.4.2: the field as it is hashed, its last CRLF included.
[[nodiscard]] std::string canonical_field(std::string_view whole, Canonical how);
// The hash of the canonical body (§3.4.3, §3.4.4, §3.7).
[[nodiscard]] crypto::Digest32 body_hash(std::string_view body, Canonical how);

// The fields that h= names, in its order; of repeated names the lowest in the message comes first,
// and a name that finds no (more) field adds nothing (§5.4.2).
[[nodiscard]] std::vector<Field> select_fields(const std::vector<Field>& fields,
                                               const std::vector<std::string>& names);

[[nodiscard]] std::string lower_case(std::string_view text);
[[nodiscard]] std::string_view trim(std::string_view text);  // space, tab, CR, LF at both ends

}  // namespace nightmail::dkim

#endif  // NIGHTMAIL_PROTO_DKIM_FIELDS_H_
