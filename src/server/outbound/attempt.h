// SPDX-License-Identifier: Apache-2.0
//
// One attempt to deliver one part: message opened in memory, handed to the transport or sealed to a
// local recipient, judged, written down. Runs on the runner's loop; what computes goes to workers.
//
// SECURITY: holds a message in clear, in wiped memory, while it is sent. Logs ids and reply codes,
// never addresses nor what a server said.

#ifndef NIGHTMAIL_SERVER_OUTBOUND_ATTEMPT_H_
#define NIGHTMAIL_SERVER_OUTBOUND_ATTEMPT_H_

#include "net/loop.h"
#include "net/task.h"
#include "server/outbound/backlog.h"
#include "server/outbound/context.h"

namespace nightmail::outbound {

// Ends when the result is durable, or when it need not be: the loop stops and nothing was sent.
[[nodiscard]] net::Task<void> attempt_part(const OutboundContext& context, net::Loop& loop,
                                           Job job);

}  // namespace nightmail::outbound

#endif  // NIGHTMAIL_SERVER_OUTBOUND_ATTEMPT_H_
