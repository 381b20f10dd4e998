// SPDX-License-Identifier: Apache-2.0
//
// Tells a message that goes round in circles by the trace headers it has gathered. RFC 5321 §6.3.
// Pure; any thread.

#ifndef NIGHTMAIL_SERVER_EDGE_MAIL_LOOP_H_
#define NIGHTMAIL_SERVER_EDGE_MAIL_LOOP_H_

#include <cstddef>

#include "base/bytes.h"

namespace nightmail::edge {

// "a large rejection threshold, normally at least 100 Received entries"
inline constexpr std::size_t kMostReceivedFields = 100;

// How many Received fields the header section of a message has.
[[nodiscard]] std::size_t count_received_fields(ByteView message);

}  // namespace nightmail::edge

#endif  // NIGHTMAIL_SERVER_EDGE_MAIL_LOOP_H_
