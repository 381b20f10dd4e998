// SPDX-License-Identifier: Apache-2.0
//
// Which header fields count when a protected payload comes out of a message: those inside where
// the sender protected them, and never an outer one that pretends to be of the sender. RFC 9788 §4;
// the older mark protected-headers=v1 (draft-autocrypt-lamps-protected-headers) is read too.
// Free functions.

#ifndef NIGHTMAIL_CLIENT_READ_HEADER_MERGE_H_
#define NIGHTMAIL_CLIENT_READ_HEADER_MERGE_H_

#include <string_view>

#include "base/secret.h"

namespace nightmail::client {

struct MergedMessage {
  PlainBytes message;
  bool protected_fields = false;
  bool other_sender = false;
};

// `outer` is the whole message around, `payload` the entity from inside.
[[nodiscard]] MergedMessage merge_headers(std::string_view outer, std::string_view payload);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_READ_HEADER_MERGE_H_
