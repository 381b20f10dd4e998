// SPDX-License-Identifier: Apache-2.0
//
// Mailbox/changes (RFC 8620 §5.2, RFC 8621 §2.2). An account has few mailboxes: all that changed
// are read, then cut to the limit.
#include <algorithm>

#include "store/sqlite/states.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

struct MailboxEvent : Event {
  bool counts_alone = false;
};

// Mailboxes that are there. One that is new to the client counts from its creation, even if it
// changed later: so a page that ends between the two still tells of it first.
Result<> read_living(Database& database, AccountId account, std::int64_t since,
                     std::vector<MailboxEvent>& events) {
  auto rows = database.use(
      "SELECT mailbox, changed, changed_properties FROM mailboxes"
      " WHERE account = ? AND changed > ?");
  rows.bind(account).bind(since);
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return {};
    const std::int64_t id = rows.integer(0);
    if (id > since)
      events.push_back({{id, Event::What::created, id}, false});
    else
      events.push_back({{rows.integer(1), Event::What::updated, id}, rows.integer(2) <= since});
  }
}

Result<> read_destroyed(Database& database, AccountId account, std::int64_t since,
                        std::vector<MailboxEvent>& events) {
  auto rows = database.use(
      "SELECT number, id FROM destroyed WHERE account = ? AND kind = ? AND number > ? AND id <= ?");
  rows.bind(account).bind(Kind::mailbox).bind(since).bind(since);
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return {};
    events.push_back({{rows.integer(0), Event::What::destroyed, rows.integer(1)}, false});
  }
}

// Cuts to `limit`, never between two events of one number. Returns the state that is reached.
Result<Modseq> cut(std::vector<MailboxEvent>& events, std::size_t limit, Modseq now) {
  std::stable_sort(events.begin(), events.end(),
                   [](const auto& a, const auto& b) { return a.number < b.number; });
  if (events.size() <= limit) return now;
  const std::int64_t beyond = events[limit].number;
  events.resize(limit);
  std::erase_if(events, [&](const MailboxEvent& event) { return event.number == beyond; });
  if (events.empty()) return Error(Errc::cannot_calculate, "limit below one change");
  return Modseq{events.back().number};
}

}  // namespace

Result<MailboxChanges> SqliteStore::mailbox_changes(AccountId account, Modseq since,
                                                    std::int64_t limit) {
  auto reader = readers_.lend();
  TRY_ASSIGN(const auto states, read_states(*reader, account));
  TRY(check_since(since, states.mailbox));
  std::vector<MailboxEvent> events;
  TRY(read_living(*reader, account, raw(since), events));
  TRY(read_destroyed(*reader, account, raw(since), events));
  MailboxChanges changes;
  TRY_ASSIGN(changes.new_state, cut(events, static_cast<std::size_t>(limit), states.mailbox));
  changes.has_more = changes.new_state != states.mailbox;
  changes.only_counts = true;
  for (const MailboxEvent& event : events) {
    auto& list = event.what == Event::What::created   ? changes.created
                 : event.what == Event::What::updated ? changes.updated
                                                      : changes.destroyed;
    list.push_back(MailboxId{event.id});
    if (event.what == Event::What::updated && !event.counts_alone) changes.only_counts = false;
  }
  if (changes.updated.empty()) changes.only_counts = false;
  return changes;
}

}  // namespace nightmail::store
