// SPDX-License-Identifier: Apache-2.0
//
// Sync: brings the cache up to what the server has. Usually that is one request (Email/changes and
// Mailbox/get); the first time, and when the server no longer knows our state, it compares the
// whole list of ids and fetches what is missing. Opening overlaps with fetching.
// One thread calls it; it uses others. RFC 8620 §5.2, §5.5.

#ifndef NIGHTMAIL_CLIENT_SYNC_H_
#define NIGHTMAIL_CLIENT_SYNC_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "client/mailbox_list.h"
#include "client/service.h"
#include "client/session.h"
#include "client/summary_cache.h"

namespace nightmail::client {

// JMAP requests as Service::call makes them; tests answer like a hostile server.
using JmapCall = std::function<Result<std::vector<json::object>>(const std::vector<MethodCall>&)>;
[[nodiscard]] JmapCall jmap_call(Service& service);

// How many of how many summaries are here.
using SyncProgress = std::function<void(std::size_t done, std::size_t total)>;

struct Synced {
  MailboxList mailboxes;
  std::vector<std::string> created;  // ids of messages that came since the last sync
};

// Also saves the cache; that it can't be saved is no error. Errc::bad_answer, and what
// Service::call returns.
Result<Synced> synchronize(const JmapCall& call, const Session& session, SummaryCache& cache,
                           const SyncProgress& progress = {});

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_SYNC_H_
