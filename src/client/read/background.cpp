// SPDX-License-Identifier: Apache-2.0
#include "client/read/background.h"

#include <algorithm>

#include "client/errors.h"

namespace nightmail::client {
namespace {

std::vector<std::string> waiting(const SummaryCache& cache) {
  std::vector<const CachedMessage*> found;
  for (const CachedMessage& message : cache.messages()) {
    if (message.size > kOpenUpTo) continue;
    const auto summary = read_summary(message);
    if (summary && awaits_opening(*summary)) found.push_back(&message);
  }
  std::sort(found.begin(), found.end(), [](const CachedMessage* a, const CachedMessage* b) {
    return a->received_ms > b->received_ms;
  });
  if (found.size() > kOpenAtOnce) found.resize(kOpenAtOnce);
  std::vector<std::string> ids;
  ids.reserve(found.size());
  for (const CachedMessage* message : found) ids.emplace_back(message->id);
  return ids;
}

Result<bool> open_one(const ReadTools& tools, SummaryCache& cache, const std::string& id,
                      std::string_view junk) {
  const CachedMessage* const message = cache.find(id);
  const auto opened = open_message(tools.service, tools.session, *message);
  // Damaged: `show` will say so. Anything else ends the round.
  if (!opened.ok() && opened.error().is(Errc::damaged)) return false;
  if (!opened.ok()) return opened.error();
  const bool learns = junk.empty() || !message->mailboxes.has(junk);
  TRY_ASSIGN(const Reading reading, read_message(tools, *opened, {message->received_ms}, learns));
  TRY_ASSIGN(const auto summary, renew_summary(tools, *message, reading));
  if (!summary) return false;
  CachedMessage renewed = *message;
  renewed.summary = *summary;
  cache.put(renewed);
  return true;
}

}  // namespace

std::size_t open_new_mail(const ReadTools& tools, SummaryCache& cache, std::string_view junk) {
  std::size_t count = 0;
  for (const std::string& id : waiting(cache)) {
    const auto renewed = open_one(tools, cache, id, junk);
    if (!renewed.ok()) break;
    if (*renewed) ++count;
  }
  return count;
}

}  // namespace nightmail::client
