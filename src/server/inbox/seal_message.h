// SPDX-License-Identifier: Apache-2.0
//
// From a message in memory to sealed deliveries: trace headers, summary, one sealed pair for each
// recipient. Pure apart from the sealer; runs on any thread. docs/formats/sealed-message.md.

#ifndef NIGHTMAIL_SERVER_INBOX_SEAL_MESSAGE_H_
#define NIGHTMAIL_SERVER_INBOX_SEAL_MESSAGE_H_

#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "pgp/seal/sealer.h"
#include "proto/mime/summary.h"
#include "server/inbox/recipients.h"
#include "store/messages.h"

namespace nightmail::inbox {

// What is the same for all recipients of a transaction. Refers to the message: use it while that
// lives.
class SealJob {
 public:
  // `trace`: Return-Path and Received, each line ended by CRLF. `original`: the bytes as they came.
  SealJob(pgp::Sealer& sealer, ByteView original, std::string trace, Timestamp received);

  // The delivery for one recipient. Errors: those of pgp::Sealer::seal_pair.
  [[nodiscard]] Result<store::Delivery> seal_for(const LocalRecipient& recipient);

 private:
  pgp::Sealer& sealer_;
  ByteView original_;
  std::string trace_;
  Timestamp received_;
  mime::Summary summary_;
};

}  // namespace nightmail::inbox

#endif  // NIGHTMAIL_SERVER_INBOX_SEAL_MESSAGE_H_
