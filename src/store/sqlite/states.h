// SPDX-License-Identifier: Apache-2.0
//
// Reading an account's states, and checking the state that a client has.

#ifndef NIGHTMAIL_STORE_SQLITE_STATES_H_
#define NIGHTMAIL_STORE_SQLITE_STATES_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "store/changes.h"
#include "store/sqlite/database.h"

namespace nightmail::store {

// Errc::not_found if there is no such account.
[[nodiscard]] Result<AccountStates> read_states(Database& database, AccountId account);
// Errc::cannot_calculate for a state that this account never had (RFC 8620 §5.2).
[[nodiscard]] Result<> check_since(Modseq since, Modseq now);

// One step of what happened to an account's mailboxes or messages.
struct Event {
  std::int64_t number = 0;
  enum class What { created, updated, destroyed } what = What::created;
  std::int64_t id = 0;
};

// Rows of (number, id).
[[nodiscard]] Result<> read_events(Statement rows, Event::What what, std::vector<Event>& events);

// The answer of a /changes: the oldest `limit` of the events, and the state that they lead to.
template <class Id, class Changes>
[[nodiscard]] Changes changes_from(std::vector<Event> events, Modseq since, Modseq now,
                                   std::int64_t limit) {
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return a.number < b.number; });
  Changes changes;
  changes.new_state = now;
  if (events.size() > static_cast<std::size_t>(limit)) {
    events.resize(static_cast<std::size_t>(limit));
    changes.has_more = true;
    changes.new_state = events.empty() ? since : Modseq{events.back().number};
  }
  for (const Event& event : events) {
    auto& list = event.what == Event::What::created   ? changes.created
                 : event.what == Event::What::updated ? changes.updated
                                                      : changes.destroyed;
    list.push_back(Id{event.id});
  }
  return changes;
}

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_STATES_H_
