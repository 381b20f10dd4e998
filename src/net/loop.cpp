// SPDX-License-Identifier: Apache-2.0
#include "net/loop.h"

#include <boost/asio/post.hpp>

#include "net/loop_impl.h"

namespace nightmail::net {

namespace {
// After the grace period the last waits are ended; tasks get this long to unwind.
constexpr std::chrono::seconds kUnwindTime{2};
}  // namespace

Loop::Loop() : impl_(std::make_unique<Impl>()) {}
Loop::~Loop() = default;

std::size_t Loop::run() {
  impl_->thread = std::this_thread::get_id();
  impl_->io.run();
  impl_->thread = std::thread::id();
  return impl_->tasks;
}

void Loop::post(std::function<void()> work) {
  boost::asio::post(impl_->io, std::move(work));
}

void Loop::post(std::coroutine_handle<> coroutine) {
  boost::asio::post(impl_->io, [coroutine] { coroutine.resume(); });
}

void Loop::spawn(Task<void> task) {
  boost::asio::post(impl_->io,
                    [this, held = std::move(task)]() mutable { impl_->start(std::move(held)); });
}

detail::Detached Loop::Impl::start(Task<void> task) {
  ++tasks;
  co_await std::move(task);
  task_ended();
}

void Loop::Impl::task_ended() {
  if (--tasks == 0 && state != State::running) io.stop();
}

void Loop::stop(std::chrono::milliseconds grace) {
  boost::asio::post(impl_->io, [this, grace] { impl_->begin_stop(grace); });
}

void Loop::Impl::begin_stop(std::chrono::milliseconds grace_time) {
  if (state != State::running) return;
  state = State::stopping;
  if (signals) signals->cancel();
  ++tasks;  // so that a task that ends during end_all does not end the loop under our feet
  waits.end_all(Patience::until_stop);
  grace = std::make_unique<boost::asio::steady_timer>(io, grace_time);
  grace->async_wait([this](const boost::system::error_code& error) {
    if (!error) end_grace();
  });
  task_ended();
}

void Loop::Impl::end_grace() {
  if (state == State::hard_stop) return io.stop();
  state = State::hard_stop;
  ++tasks;
  waits.end_all(Patience::until_grace_ends);
  grace->expires_after(kUnwindTime);
  grace->async_wait([this](const boost::system::error_code& error) {
    if (!error) end_grace();
  });
  task_ended();
}

SleepAwaiter Loop::sleep(std::chrono::nanoseconds time) {
  return {*this, Deadline::in(time)};
}

void Loop::on_signals(const std::vector<int>& signals, std::function<void(int)> handler) {
  impl_->signals = std::make_unique<boost::asio::signal_set>(impl_->io);
  for (const int signal : signals) impl_->signals->add(signal);
  impl_->signal_handler = std::move(handler);
  impl_->next_signal();
}

void Loop::Impl::next_signal() {
  signals->async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    signal_handler(signal);
    next_signal();
  });
}

bool Loop::on_this_thread() const {
  return impl_->thread == std::this_thread::get_id();
}
bool Loop::stopping() const {
  return impl_->state != Impl::State::running;
}
std::size_t Loop::tasks() const {
  return impl_->tasks;
}

bool Loop::enlist(Wait& wait, Deadline deadline, Patience patience) {
  const auto state = impl_->state;
  if (state == Impl::State::hard_stop) return false;
  if (state == Impl::State::stopping && patience == Patience::until_stop) return false;
  impl_->waits.add(wait, deadline, patience);
  if (deadline < impl_->armed) impl_->arm();
  return true;
}

void Loop::delist(Wait& wait) {
  impl_->waits.remove(wait);
}

// The timer is not set back when the earliest wait goes: it fires once for nothing, which is
// cheaper than a system call for each of the many waits that end long before their deadline.
void Loop::Impl::arm() {
  armed = waits.next();
  if (armed.is_never()) return;
  timer.expires_at(armed.at);
  timer.async_wait([this](const boost::system::error_code& error) {
    if (!error) on_timer();
  });
}

void Loop::Impl::on_timer() {
  armed = Deadline::never();
  // Nothing may arm the timer while waits are ended one by one: once at the end is enough.
  armed.at = Deadline::Point::min();
  waits.end_due(std::chrono::steady_clock::now());
  arm();
}

void Event::set() {
  set_ = true;
  if (waiter_ == nullptr) return;
  Awaiter& awaiter = *std::exchange(waiter_, nullptr);
  loop_.delist(awaiter);
  loop_.post(awaiter.waiter_);
}

bool Event::Awaiter::await_suspend(std::coroutine_handle<> waiter) {
  NM_ASSERT(event_.waiter_ == nullptr);
  waiter_ = waiter;
  if (!event_.loop_.enlist(*this, deadline_, Patience::until_stop)) {
    failure_ = Errc::stopped;
    return false;
  }
  event_.waiter_ = this;
  return true;
}

Result<void> Event::Awaiter::await_resume() const {
  if (failure_) return Error(*failure_);
  return {};
}

void Event::Awaiter::end(Errc why) {
  failure_ = why;
  event_.waiter_ = nullptr;
  waiter_.resume();
}

void Scope::spawn(Task<void> task) {
  run(std::move(task));
}

detail::Detached Scope::run(Task<void> task) {
  ++running_;
  co_await std::move(task);
  if (--running_ == 0 && joiner_) std::exchange(joiner_, nullptr).resume();
}

LoopGroup::LoopGroup(std::size_t threads) : abandoned_(threads) {
  for (std::size_t i = 0; i < threads; ++i) loops_.push_back(std::make_unique<Loop>());
}

LoopGroup::~LoopGroup() {
  stop();
}

void LoopGroup::start() {
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    threads_.emplace_back([this, i] { abandoned_[i] = loops_[i]->run(); });
  }
}

std::size_t LoopGroup::stop(std::chrono::milliseconds grace) {
  for (const auto& loop : loops_) loop->stop(grace);
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  std::size_t abandoned = 0;
  for (const std::size_t count : abandoned_) abandoned += count;
  return abandoned;
}

}  // namespace nightmail::net
