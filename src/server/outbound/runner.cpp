// SPDX-License-Identifier: Apache-2.0
#include "server/outbound/runner.h"

#include <algorithm>
#include <utility>

#include "server/outbound/attempt.h"

namespace nightmail::outbound {
namespace {

constexpr std::int64_t kPage = 500;    // parts read at once
constexpr std::size_t kLowWater = 50;  // so few ready: read more
constexpr std::int64_t kLongestSleep = 60'000;
constexpr std::int64_t kShortestSleep = 20;
// With attempts under way, or after a failure of the store.
constexpr std::int64_t kBusySleep = 1000;

}  // namespace

QueueRunner::QueueRunner(const OutboundContext& context, const BacklogLimits& limits,
                         net::Loop& loop)
    : context_(context),
      loop_(loop),
      backlog_(limits),
      changed_(std::make_shared<net::Event>(loop)),
      subscription_(context.store.watch_queue([&loop, weak = std::weak_ptr(changed_)] {
        loop.post([weak] {
          if (const auto event = weak.lock()) event->set();
        });
      })) {}

QueueRunner::~QueueRunner() = default;

net::Task<void> QueueRunner::run() {
  while (!loop_.stopping()) {
    start_attempts();
    if (look_ && backlog_.ready() < kLowWater) {
      look_ = co_await refill();
      continue;
    }
    co_await wait();
  }
  co_await attempts_.join();
}

void QueueRunner::start_attempts() {
  while (auto job = backlog_.take()) attempts_.spawn(attempt(*std::move(job)));
}

net::Task<void> QueueRunner::attempt(Job job) {
  const Job key{job.queued, {job.record.local, job.record.domain, {}}};
  co_await attempt_part(context_, loop_, std::move(job));
  backlog_.finish(key);
  changed_->set();
}

Result<QueueRunner::Page> QueueRunner::load_page() const {
  const Timestamp now = context_.clock.now();
  for (bool more = true; more;) {
    TRY_ASSIGN(more, context_.store.release_due(now));
  }
  TRY_ASSIGN(store::DueParts due,
             context_.store.due_parts(now, cursor_, backlog_.page_of_account(), kPage));
  Page page;
  page.last = due.last;
  page.at_end = due.at_end;
  for (store::QueuedPart& one : due.parts) {
    const auto opened =
        context_.cipher.open_record(queue::kPartPurpose, one.key.account, one.part.sealed);
    auto record =
        opened.ok() ? queue::decode_part(*opened) : Result<queue::PartRecord>(opened.error());
    if (!record.ok()) {
      context_.log.error("outbound.unreadable", {{"submission", raw(one.key.submission)},
                                                 {"error", record.error().message()}});
      continue;
    }
    one.part.sealed.clear();
    page.jobs.push_back({std::move(one), *std::move(record)});
  }
  TRY_ASSIGN(page.next_due, context_.store.next_due());
  return page;
}

net::Task<bool> QueueRunner::refill() {
  changed_->clear();
  auto page = co_await context_.workers.run(loop_, [this] { return load_page(); });
  if (!page.ok()) {
    context_.log.warning("outbound.not_read", {{"error", page.error().message()}});
    next_due_ = Timestamp{context_.clock.now().unix_ms + kBusySleep};
    co_return false;
  }
  std::size_t added = 0;
  for (Job& job : page->jobs) {
    if (!backlog_.knows(job.queued.key) && backlog_.add(std::move(job))) ++added;
  }
  next_due_ = page->next_due;
  round_added_ += added;
  cursor_ = page->at_end ? store::AccountId{} : page->last;
  if (!page->at_end) co_return true;
  co_return std::exchange(round_added_, 0) > 0;  // a round through all accounts that found nothing
}

// Until something changes, an attempt ends, or the next one is due.
net::Task<void> QueueRunner::wait() {
  const std::int64_t now = context_.clock.now().unix_ms;
  std::int64_t sleep = next_due_ ? next_due_->unix_ms - now : kLongestSleep;
  sleep = std::clamp(sleep, backlog_.in_flight() > 0 ? kBusySleep : kShortestSleep, kLongestSleep);
  (void)co_await changed_->wait(net::Deadline::in(std::chrono::milliseconds(sleep)));
  changed_->clear();
  look_ = true;
}

}  // namespace nightmail::outbound
