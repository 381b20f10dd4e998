// SPDX-License-Identifier: Apache-2.0
//
// Backlog: the few parts out of the whole queue that are in memory: ready to be tried, or being
// tried. Deals them out in turns between accounts, within limits of number, account, destination
// and memory. Pure; the runner's thread alone.

#ifndef NIGHTMAIL_SERVER_OUTBOUND_BACKLOG_H_
#define NIGHTMAIL_SERVER_OUTBOUND_BACKLOG_H_

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "server/queue/records.h"
#include "store/queue.h"

namespace nightmail::outbound {

struct BacklogLimits {
  std::size_t in_flight = 100;      // attempts at once
  std::size_t of_account = 50;      // of these, of one account
  std::size_t of_domain = 20;       // of these, to one domain
  std::int64_t octets = 128 << 20;  // of their messages; a larger one goes alone
  std::size_t ready_of_account = 100;
};

// A part and its opened record.
struct Job {
  store::QueuedPart queued;
  queue::PartRecord record;
};

class Backlog {
 public:
  explicit Backlog(BacklogLimits limits) : limits_(limits) {}

  // False if it is known already, or its account has enough ready.
  bool add(Job job);
  // The next one that may be tried now; it counts as in flight until finish().
  [[nodiscard]] std::optional<Job> take();
  void finish(const Job& job);

  [[nodiscard]] bool knows(const store::PartKey& key) const { return known_.contains(key); }
  [[nodiscard]] std::size_t ready() const { return ready_count_; }
  [[nodiscard]] std::size_t in_flight() const { return in_flight_; }
  // So many of an account are to be asked of the store, for at least one to be new.
  [[nodiscard]] std::int64_t page_of_account() const {
    return static_cast<std::int64_t>(limits_.of_account + limits_.ready_of_account);
  }

 private:
  [[nodiscard]] bool fits(const Job& job) const;
  [[nodiscard]] std::optional<Job> take_of(store::AccountId account, std::deque<Job>& jobs);

  const BacklogLimits limits_;
  std::map<store::AccountId, std::deque<Job>> ready_;
  store::AccountId last_{};  // whose turn it was
  std::set<store::PartKey> known_;
  std::map<store::AccountId, std::size_t> of_account_;
  std::map<std::string, std::size_t> of_domain_;
  std::size_t ready_count_ = 0;
  std::size_t in_flight_ = 0;
  std::int64_t octets_ = 0;
};

}  // namespace nightmail::outbound

#endif  // NIGHTMAIL_SERVER_OUTBOUND_BACKLOG_H_
