// SPDX-License-Identifier: Apache-2.0
//
// Notices to the sender: a delivery status notification, sealed like any mail that arrives. All
// senders are users of this service, so nothing bounces to a stranger. Blocking; any thread.

#ifndef NIGHTMAIL_SERVER_OUTBOUND_NOTICE_H_
#define NIGHTMAIL_SERVER_OUTBOUND_NOTICE_H_

#include <vector>

#include "proto/dsn/report.h"
#include "server/outbound/context.h"
#include "server/queue/records.h"

namespace nightmail::outbound {

// None if there is nothing to report, the sender is the null sender (RFC 5321 §6.1), or has no key
// that can be sealed to.
[[nodiscard]] std::vector<store::Delivery> make_notices(
    const OutboundContext& context, const queue::Envelope& envelope, Timestamp arrival,
    const std::vector<dsn::ReportedRecipient>& reports, ByteView message);

}  // namespace nightmail::outbound

#endif  // NIGHTMAIL_SERVER_OUTBOUND_NOTICE_H_
