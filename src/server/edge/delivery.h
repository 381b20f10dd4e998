// SPDX-License-Identifier: Apache-2.0
//
// One message of one transaction, on its way from the session to the store: sealed for each
// recipient, committed, answered. Used by one connection, on its loop's thread.

#ifndef NIGHTMAIL_SERVER_EDGE_DELIVERY_H_
#define NIGHTMAIL_SERVER_EDGE_DELIVERY_H_

#include <string>
#include <vector>

#include "net/loop.h"
#include "net/task.h"
#include "proto/smtp/envelope.h"
#include "proto/smtp/message_buffer.h"
#include "proto/smtp/reply.h"
#include "server/edge/context.h"
#include "server/edge/expected_delivery.h"
#include "server/inbox/recipients.h"

namespace nightmail::edge {

using inbox::LocalRecipient;

struct Transaction {
  smtp::Envelope envelope;
  std::vector<LocalRecipient> recipients;  // as envelope.recipients
  smtp::MessageBuffer message;
  std::string client_ip;
  std::string tls_cipher;
};

// One reply for each recipient, in order. 250 only for what is durable. An account that stands
// there twice gets the message once. Over SMTP (not LMTP) nothing more is stored once sealing fails
// for someone. A message with more than kMostReceivedFields is refused.
[[nodiscard]] net::Task<std::vector<smtp::Reply>> deliver(const EdgeContext& context,
                                                          net::Loop& loop, Transaction transaction,
                                                          ExpectedDelivery& expected);

}  // namespace nightmail::edge

#endif  // NIGHTMAIL_SERVER_EDGE_DELIVERY_H_
