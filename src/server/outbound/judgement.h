// SPDX-License-Identifier: Apache-2.0
//
// What the outcomes of an attempt mean for a part: who is done, whether to try again, and of what
// the sender is to be told (RFC 3461 §5, RFC 5321 §6.1). Pure.

#ifndef NIGHTMAIL_SERVER_OUTBOUND_JUDGEMENT_H_
#define NIGHTMAIL_SERVER_OUTBOUND_JUDGEMENT_H_

#include <optional>
#include <vector>

#include "base/random.h"
#include "proto/dsn/report.h"
#include "server/outbound/retry_schedule.h"
#include "server/outbound/transport.h"
#include "server/queue/records.h"

namespace nightmail::outbound {

struct Attempt {
  Timestamp since;  // when it became due for the first time
  Timestamp now;
  std::int64_t attempts = 0;  // before this one
};

struct Judgement {
  std::optional<Timestamp> next_attempt;  // none: nobody is left waiting
  std::int64_t failed = 0;
  std::vector<dsn::ReportedRecipient> reports;
};

// `outcomes`: of the recipients that were waiting, in order. Writes down in `part` what became of
// them.
[[nodiscard]] Judgement judge(queue::PartRecord& part,
                              const std::vector<RecipientOutcome>& outcomes, const Attempt& attempt,
                              const RetrySchedule& schedule, Random& random);

// "550 5.1.1 No such user", on one line, cut to what is worth keeping.
[[nodiscard]] std::string reply_text(const smtp::Reply& reply);

}  // namespace nightmail::outbound

#endif  // NIGHTMAIL_SERVER_OUTBOUND_JUDGEMENT_H_
