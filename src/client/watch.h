// SPDX-License-Identifier: Apache-2.0
//
// Watch: waits for push events, brings the cache up to date at each, and tells what is new.

#ifndef NIGHTMAIL_CLIENT_WATCH_H_
#define NIGHTMAIL_CLIENT_WATCH_H_

#include <functional>

#include "base/result.h"
#include "client/mailbox_list.h"
#include "client/service.h"
#include "client/session.h"
#include "client/summary_cache.h"

namespace nightmail::client {

// False: no more.
using Arrived = std::function<bool(const CachedMessage&, const MailboxList&)>;

// Blocks until `arrived` returns false or an error that time won't heal. `events` and `requests`
// are two connections: one of them only listens. New messages come in the order of their arrival.
Result<> watch(Service& events, Service& requests, const Session& session, SummaryCache& cache,
               const Arrived& arrived);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_WATCH_H_
