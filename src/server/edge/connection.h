// SPDX-License-Identifier: Apache-2.0
//
// The driver of one SMTP or LMTP connection: joins the sans-I/O session to a stream, answers its
// questions, and makes messages durable before they are acknowledged. RFC 5321 §4.2.5, §6.1.
//
// SECURITY: the peer is hostile. Plaintext lives in the session's MessageBuffer (wiped) and goes
// nowhere but into the sealer. Nothing of it, and no address, is logged.

#ifndef NIGHTMAIL_SERVER_EDGE_CONNECTION_H_
#define NIGHTMAIL_SERVER_EDGE_CONNECTION_H_

#include <memory>

#include "net/stream.h"
#include "net/task.h"
#include "proto/smtp/config.h"
#include "server/edge/context.h"

namespace nightmail::edge {

// Serves until the peer leaves, misbehaves or the loop stops. Both references must outlive the
// task.
[[nodiscard]] net::Task<void> serve_connection(const EdgeContext& context,
                                               const smtp::Config& config,
                                               std::unique_ptr<net::Stream> stream);

}  // namespace nightmail::edge

#endif  // NIGHTMAIL_SERVER_EDGE_CONNECTION_H_
