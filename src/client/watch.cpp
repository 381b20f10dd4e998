// SPDX-License-Identifier: Apache-2.0
#include "client/watch.h"

#include <algorithm>
#include <vector>

#include "client/errors.h"
#include "client/sync.h"

namespace nightmail::client {
namespace {

bool tell(const SummaryCache& cache, const Synced& synced, const Arrived& arrived) {
  std::vector<const CachedMessage*> messages;
  for (const std::string& id : synced.created) {
    if (const CachedMessage* message = cache.find(id)) messages.push_back(message);
  }
  std::ranges::sort(messages, {}, [](const CachedMessage* m) { return m->received_ms; });
  return std::ranges::all_of(
      messages, [&](const CachedMessage* message) { return arrived(*message, synced.mailboxes); });
}

}  // namespace

Result<> watch(Service& events, Service& requests, const Session& session, SummaryCache& cache,
               const Arrived& arrived) {
  return events.listen([&]() -> Result<bool> {
    const auto synced = synchronize(jmap_call(requests), session, cache);
    // The next event, or the next connection, asks again.
    if (!synced.ok() && synced.error().trouble() == Trouble::transient) return true;
    if (!synced.ok()) return synced.error();
    return tell(cache, *synced, arrived);
  });
}

}  // namespace nightmail::client
