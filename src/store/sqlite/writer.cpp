// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/writer.h"

#include <algorithm>

#include "store/errors.h"

namespace nightmail::store {
namespace {

// Garbage waits for such a pause, so that its commits don't lie between those of deliveries.
constexpr std::chrono::milliseconds kGarbagePause{100};

// How many will come together next time: quick to grow, slow to shrink.
int next_guess(int guess, int came) {
  return std::max(came, guess - guess / 8 - 1);
}

}  // namespace

Writer::Writer(const SqliteOptions& options, std::unique_ptr<Database> database, Segments& segments,
               Committed committed)
    : options_(options),
      database_(std::move(database)),
      segments_(segments),
      committed_(std::move(committed)),
      thread_([this] { loop(); }) {}

Writer::~Writer() {
  {
    const Lock lock(mutex_);
    stopping_ = true;
  }
  work_.notify_all();
  room_.notify_all();
  thread_.join();
}

std::optional<Error> Writer::refusal() const {
  if (broken_) return broken_;
  if (stopping_) return Error(Errc::closed);
  return std::nullopt;
}

// One job always fits, however large.
bool Writer::has_room(std::int64_t octets) const {
  return queue_.empty() || queued_octets_ + octets <= options_.queue_octets;
}

bool Writer::enqueue(std::unique_ptr<WriteJob> job) {
  queued_octets_ += job->octets();
  queued_deliveries_ += job->deliveries();
  if (job->deliveries() == 0) ++queued_calls_;
  queue_.push_back(std::move(job));
  arrivals_.push_back(std::chrono::steady_clock::now());
  // Else the writer is at work, or waits for more and looks at the clock by itself.
  return queue_.size() == 1 || group_is_complete();
}

std::optional<Writer::Refused> Writer::offer(std::unique_ptr<WriteJob> job) {
  Lock lock(mutex_);
  expected_ -= job->announced();
  if (auto why = refusal()) return Refused{std::move(job), *std::move(why)};
  if (!has_room(job->octets())) return Refused{std::move(job), Error(Errc::busy, "write queue")};
  wake(std::move(lock), enqueue(std::move(job)));
  return std::nullopt;
}

std::optional<Writer::Refused> Writer::push(std::unique_ptr<WriteJob> job) {
  Lock lock(mutex_);
  room_.wait(lock, [&] { return refusal() || has_room(job->octets()); });
  if (auto why = refusal()) return Refused{std::move(job), *std::move(why)};
  wake(std::move(lock), enqueue(std::move(job)));
  return std::nullopt;
}

void Writer::expect(int change_by) {
  Lock lock(mutex_);
  expected_ += change_by;
  wake(std::move(lock), expected_ <= 0 && !queue_.empty());
}

// Unlocks first: a writer that wakes to a locked mutex sleeps again at once, and each of its
// unlocks is a system call from then on.
void Writer::wake(Lock lock, bool needed) {
  lock.unlock();
  if (needed) work_.notify_one();
}

void Writer::loop() {
  for (;;) {
    Jobs jobs;
    {
      Lock lock(mutex_);
      if (!wait_for_work(lock)) break;
      wait_for_siblings(lock);
      jobs = take_group();
    }
    room_.notify_all();
    run_group(std::move(jobs));
    checkpoint_if_long();
  }
  // Durable either way: this only spares the next start the log.
  if (!broken_) (void)database_->checkpoint(true);
}

bool Writer::wait_for_work(Lock& lock) {
  const auto awake = [&] { return !queue_.empty() || stopping_; };
  while (!awake()) {
    if (broken_ || (!garbage_ && !log_filled_)) {
      work_.wait(lock, awake);
      break;
    }
    if (work_.wait_for(lock, garbage_ ? kGarbagePause : options_.idle_checkpoint, awake)) break;
    lock.unlock();
    idle();
    lock.lock();
  }
  return !queue_.empty();
}

// A sync costs milliseconds, and other deliveries are on their way: those whose transactions have
// announced themselves, and probably as many as usual. A lone delivery never waits, and nobody who
// waits for an answer does.
bool Writer::group_is_complete() const {
  return stopping_ || queued_calls_ > 0 || queued_deliveries_ >= options_.group_enough ||
         queued_octets_ >= options_.group_octets ||
         (expected_ <= 0 && queued_deliveries_ >= usual_group_);
}

// As long as they keep coming: large ones take their time, on the wire and to be sealed.
void Writer::wait_for_siblings(Lock& lock) {
  const Time latest = arrivals_.front() + options_.group_wait;
  while (!group_is_complete()) {
    const auto gap = expected_ > 0 ? options_.announced_gap : options_.guessed_gap;
    const Time until = std::min(latest, arrivals_.back() + gap);
    if (std::chrono::steady_clock::now() >= until) return;
    work_.wait_until(lock, until);
  }
}

Writer::Jobs Writer::take_group() {
  Jobs jobs;
  std::int64_t octets = 0;
  int deliveries = 0;
  while (!queue_.empty()) {
    const WriteJob& next = *queue_.front();
    const bool full = octets + next.octets() > options_.group_octets ||
                      deliveries + next.deliveries() > options_.group_deliveries;
    if (full && !jobs.empty()) break;
    octets += next.octets();
    deliveries += next.deliveries();
    if (next.deliveries() == 0) --queued_calls_;
    jobs.push_back(std::move(queue_.front()));
    queue_.pop_front();
    arrivals_.pop_front();
  }
  queued_octets_ -= octets;
  queued_deliveries_ -= deliveries;
  if (deliveries > 0) usual_group_ = next_guess(usual_group_, deliveries);
  return jobs;
}

void Writer::stop_writing(const Error& why) {
  options_.log.error("store.stopped", {{"reason", why.message()}});
  Jobs waiting;
  {
    const Lock lock(mutex_);
    broken_ = why;
    for (auto& job : queue_) waiting.push_back(std::move(job));
    queue_.clear();
    arrivals_.clear();
    queued_octets_ = 0;
    queued_deliveries_ = 0;
    queued_calls_ = 0;
  }
  room_.notify_all();
  for (auto& job : waiting) job->finish(why);
}

}  // namespace nightmail::store
