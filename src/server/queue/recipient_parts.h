// SPDX-License-Identifier: Apache-2.0
//
// From the recipients of a submission to its parts: one for each local recipient, one for at most
// a hundred of each other domain. Free functions, thread-safe.

#ifndef NIGHTMAIL_SERVER_QUEUE_RECIPIENT_PARTS_H_
#define NIGHTMAIL_SERVER_QUEUE_RECIPIENT_PARTS_H_

#include <set>
#include <string>
#include <vector>

#include "server/queue/records.h"

namespace nightmail::queue {

struct RecipientParts {
  std::vector<PartRecord> parts;
  std::vector<std::string> canonical;  // each recipient once
  std::vector<std::string> invalid;    // no addresses, or with parameters that are wrong, as given
};

// `domains`: those that are served here.
[[nodiscard]] RecipientParts part_recipients(const std::vector<Address>& recipients,
                                             const std::set<std::string, std::less<>>& domains);

// An address as it goes over the wire: quoted where it must be, the domain as A-labels; and whether
// it needs SMTPUTF8 even so. Empty text if it is none.
struct WireAddress {
  std::string text;
  bool utf8 = false;
};
[[nodiscard]] WireAddress wire_address(std::string_view email);

}  // namespace nightmail::queue

#endif  // NIGHTMAIL_SERVER_QUEUE_RECIPIENT_PARTS_H_
