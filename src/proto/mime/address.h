// SPDX-License-Identifier: Apache-2.0
//
// Address lists of From, To and their like. Lenient: groups are flattened, comments serve as names
// where no other is given ("a@b (Anna)"), what can't be read is left out. RFC 5322 §3.4, §4.4.
// Stateless; any thread; linear time, no recursion.

#ifndef NIGHTMAIL_PROTO_MIME_ADDRESS_H_
#define NIGHTMAIL_PROTO_MIME_ADDRESS_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "proto/mime/summary.h"

namespace nightmail::mime {

struct AddressLimits {
  std::size_t addresses = 50;
  std::size_t name_octets = 200;
  std::size_t email_octets = 320;  // RFC 5321 §4.5.3.1: 64 + 1 + 255
};

// Adds to `to` until it holds limits.addresses. True if something was cut off.
bool parse_addresses(std::string_view field, const AddressLimits& limits, std::vector<Address>& to);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_ADDRESS_H_
