// SPDX-License-Identifier: Apache-2.0
//
// Loop: one thread that runs tasks, and the scope that owns them. LoopGroup: several, one a core.
// Owner: main() (or a test). Everything that was made for a loop (streams, events) is used on its
// thread only; `post`, `spawn` and `stop` may be called from anywhere.
// Stopping: reads, sleeps and events end at once with Errc::stopped, so each task comes to its end
// by itself; writes may finish until the grace period is over; then they end too.

#ifndef NIGHTMAIL_NET_LOOP_H_
#define NIGHTMAIL_NET_LOOP_H_

#include <chrono>
#include <coroutine>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "base/result.h"
#include "net/deadline.h"
#include "net/errors.h"
#include "net/task.h"
#include "net/waits.h"

namespace nightmail::net {

class SleepAwaiter;

class Loop {
 public:
  struct Impl;

  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Runs on the calling thread until stop() was called and all tasks have ended. Returns how many
  // tasks had to be abandoned because they did not end within the grace period (0: a clean stop).
  std::size_t run();

  // Any thread: runs `work` on the loop's thread, soon.
  void post(std::function<void()> work);
  // Any thread: resumes a coroutine that belongs to this loop.
  void post(std::coroutine_handle<> coroutine);
  // Any thread: starts a task that the loop owns. Not started any more once the loop has stopped.
  void spawn(Task<void> task);
  // Any thread, more than once allowed: begins the stop; see above.
  void stop(std::chrono::milliseconds grace = std::chrono::seconds(5));

  // co_await loop.sleep(1s): nothing, or Errc::stopped.
  [[nodiscard]] SleepAwaiter sleep(std::chrono::nanoseconds time);
  // Calls `handler` on the loop's thread at each of these signals, until the loop stops.
  void on_signals(const std::vector<int>& signals, std::function<void(int)> handler);

  [[nodiscard]] bool on_this_thread() const;
  [[nodiscard]] bool stopping() const;      // loop's thread
  [[nodiscard]] std::size_t tasks() const;  // any thread; running now

  // For the awaitables of this room. False if the loop is stopping and takes no such wait.
  [[nodiscard]] bool enlist(Wait& wait, Deadline deadline, Patience patience);
  void delist(Wait& wait);
  [[nodiscard]] Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

class SleepAwaiter final : public Wait {
 public:
  SleepAwaiter(Loop& loop, Deadline deadline) : loop_(loop), deadline_(deadline) {}
  [[nodiscard]] bool await_ready() const { return false; }
  bool await_suspend(std::coroutine_handle<> sleeper) {
    sleeper_ = sleeper;
    return loop_.enlist(*this, deadline_, Patience::until_stop);
  }
  [[nodiscard]] Result<void> await_resume() const {
    if (slept_) return {};
    return Error(Errc::stopped);
  }
  void end(Errc why) override {
    slept_ = why == Errc::timeout;
    sleeper_.resume();
  }

 private:
  Loop& loop_;
  Deadline deadline_;
  std::coroutine_handle<> sleeper_;
  bool slept_ = false;
};

// A flag that one task waits for and others on the same loop set. To set it from another thread:
// loop.post([weak = std::weak_ptr(event)] { if (auto event = weak.lock()) event->set(); }).
class Event {
 public:
  explicit Event(Loop& loop) : loop_(loop) {}
  ~Event() { NM_ASSERT(waiter_ == nullptr); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void set();
  void clear() { set_ = false; }
  [[nodiscard]] bool is_set() const { return set_; }

  class Awaiter;
  // co_await event.wait(deadline): nothing once set, or Errc::timeout, or Errc::stopped. Does not
  // clear. One waiter at a time.
  [[nodiscard]] Awaiter wait(Deadline deadline);

 private:
  Loop& loop_;
  bool set_ = false;
  Awaiter* waiter_ = nullptr;
};

class Event::Awaiter final : public Wait {
 public:
  Awaiter(Event& event, Deadline deadline) : event_(event), deadline_(deadline) {}
  [[nodiscard]] bool await_ready() const { return event_.set_; }
  bool await_suspend(std::coroutine_handle<> waiter);
  [[nodiscard]] Result<void> await_resume() const;
  void end(Errc why) override;

 private:
  friend class Event;
  Event& event_;
  Deadline deadline_;
  std::coroutine_handle<> waiter_;
  std::optional<Errc> failure_;
};

inline Event::Awaiter Event::wait(Deadline deadline) {
  return {*this, deadline};
}

// Child tasks of one task. co_await join() before it goes away.
class Scope {
 public:
  Scope() = default;
  ~Scope() { NM_ASSERT(running_ == 0); }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

  // Loop's thread. Starts the task at once.
  void spawn(Task<void> task);
  // Waits for all children, however long they take: end their waits first (close their streams,
  // set their events). Not itself ended by a stop, as the children are.
  struct JoinAwaiter;
  [[nodiscard]] JoinAwaiter join();
  [[nodiscard]] std::size_t running() const { return running_; }

 private:
  detail::Detached run(Task<void> task);

  std::size_t running_ = 0;
  std::coroutine_handle<> joiner_;
};

struct Scope::JoinAwaiter {
  Scope& scope;
  [[nodiscard]] bool await_ready() const { return scope.running_ == 0; }
  void await_suspend(std::coroutine_handle<> joiner) const { scope.joiner_ = joiner; }
  void await_resume() const {}
};

inline Scope::JoinAwaiter Scope::join() {
  return {*this};
}

class LoopGroup {
 public:
  explicit LoopGroup(std::size_t threads);
  // Stops and joins if stop() was not called.
  ~LoopGroup();
  LoopGroup(const LoopGroup&) = delete;
  LoopGroup& operator=(const LoopGroup&) = delete;

  [[nodiscard]] std::size_t size() const { return loops_.size(); }
  [[nodiscard]] Loop& at(std::size_t index) { return *loops_[index]; }
  void start();
  // Stops all loops, joins their threads. Returns the number of abandoned tasks. Not from a loop.
  std::size_t stop(std::chrono::milliseconds grace = std::chrono::seconds(5));

 private:
  std::vector<std::unique_ptr<Loop>> loops_;
  std::vector<std::thread> threads_;
  std::vector<std::size_t> abandoned_;
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_LOOP_H_
