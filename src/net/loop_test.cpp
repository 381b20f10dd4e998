// SPDX-License-Identifier: Apache-2.0
#include "net/loop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "net/async_call.h"
#include "net/sync_wait.h"
#include "net/worker_pool.h"

namespace nightmail::net {
namespace {

using namespace std::chrono_literals;

class LoopTest : public testing::Test {
 protected:
  LoopTest() { group_.start(); }
  LoopGroup group_{1};
  Loop& loop_ = group_.at(0);
};

Task<int> add(int a, int b) {
  co_return a + b;
}

Task<std::string> count_without_waiting(int rounds) {
  int sum = 0;
  for (int i = 0; i < rounds; ++i) sum = co_await add(sum, 1);
  co_return std::to_string(sum);
}

TEST_F(LoopTest, LoopsOverReadyTasksUseNoStack) {
  EXPECT_EQ(sync_wait(loop_, count_without_waiting(1'000'000)), "1000000");
}

Task<Result<int>> sleep_and_add(Loop& loop, int depth) {
  if (depth == 0) {
    CO_TRY(co_await loop.sleep(1ms));
    co_return 1;
  }
  CO_TRY_ASSIGN(const int below, co_await sleep_and_add(loop, depth - 1));
  co_return below + 1;
}

TEST_F(LoopTest, ResultsComeUpThroughTasksThatWaited) {
  EXPECT_EQ(*sync_wait(loop_, sleep_and_add(loop_, 50)), 51);
}

struct Counted {
  std::shared_ptr<int> alive;
};
Task<Counted> pass_through(Counted by_value, Loop& loop) {
  (void)co_await loop.sleep(1ms);
  co_return by_value;
}
Task<long> pass_twice(Counted counted, Loop& loop) {
  Counted once = co_await pass_through(std::move(counted), loop);
  const Counted twice = co_await pass_through(std::move(once), loop);
  co_return twice.alive.use_count();
}

TEST_F(LoopTest, ArgumentsAndResultsAreDestroyedExactlyOnce) {
  auto alive = std::make_shared<int>(1);
  // Ours and the one in the coroutine (frames of tasks that have ended are gone).
  EXPECT_EQ(sync_wait(loop_, pass_twice({alive}, loop_)), 2);
  for (int i = 0; alive.use_count() > 1 && i < 1000; ++i) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(alive.use_count(), 1);
}

TEST_F(LoopTest, TaskThatWasNeverAwaitedFreesItsArguments) {
  auto alive = std::make_shared<int>(1);
  { const Task<Counted> never = pass_through({alive}, loop_); }
  EXPECT_EQ(alive.use_count(), 1);
}

Task<bool> sleep_in_order(Loop& loop) {
  const auto begin = std::chrono::steady_clock::now();
  (void)co_await loop.sleep(30ms);
  const auto middle = std::chrono::steady_clock::now();
  (void)co_await loop.sleep(5ms);
  const auto end = std::chrono::steady_clock::now();
  co_return middle - begin >= 30ms && end - middle >= 5ms;
}

TEST_F(LoopTest, SleepsAtLeastAsLongAsAsked) {
  EXPECT_TRUE(sync_wait(loop_, sleep_in_order(loop_)));
}

TEST_F(LoopTest, AnEarlierSleepIsNotHeldUpByALaterOne) {
  std::atomic<int> order{0};
  struct Body {
    static Task<void> run(Loop& loop, std::chrono::milliseconds time, std::atomic<int>* next,
                          int* position) {
      (void)co_await loop.sleep(time);
      *position = ++*next;
    }
  };
  int late = 0;
  int early = 0;
  loop_.spawn(Body::run(loop_, 60ms, &order, &late));
  loop_.spawn(Body::run(loop_, 10ms, &order, &early));
  for (int i = 0; order < 2 && i < 5000; ++i) std::this_thread::sleep_for(1ms);
  group_.stop();
  EXPECT_EQ(early, 1);
  EXPECT_EQ(late, 2);
}

Task<bool> call_from_other_thread(Loop& loop, std::thread* thread) {
  const int value = co_await async_call<int>(
      loop, [thread](Callback<int> done) { *thread = std::thread([done] { done(7); }); });
  co_return value == 7 && loop.on_this_thread();
}

TEST_F(LoopTest, AsyncCallComesBackToTheLoop) {
  for (int i = 0; i < 100; ++i) {
    std::thread thread;
    EXPECT_TRUE(sync_wait(loop_, call_from_other_thread(loop_, &thread)));
    thread.join();
  }
}

Task<int> call_that_answers_at_once(Loop& loop) {
  co_return co_await async_call<int>(loop, [](Callback<int> done) { done(8); });
}

TEST_F(LoopTest, AsyncCallMayAnswerAtOnce) {
  EXPECT_EQ(sync_wait(loop_, call_that_answers_at_once(loop_)), 8);
}

Task<Result<int>> work_in_pool(Loop& loop, WorkerPool& pool) {
  const auto on_loop = std::this_thread::get_id();
  CO_TRY_ASSIGN(const bool elsewhere, co_await pool.run(loop, [on_loop] {
    return std::this_thread::get_id() != on_loop;
  }));
  CO_TRY(co_await pool.run(loop, [] {}));
  co_return elsewhere&& std::this_thread::get_id() == on_loop ? 1 : 0;
}

TEST_F(LoopTest, WorkerPoolRunsElsewhereAndReturns) {
  WorkerPool pool(2, 10);
  EXPECT_EQ(*sync_wait(loop_, work_in_pool(loop_, pool)), 1);
}

Task<Result<void>> quick_job(Loop& loop, WorkerPool& pool) {
  co_return co_await pool.run(loop, [] {});
}

TEST_F(LoopTest, FullWorkerPoolRefuses) {
  WorkerPool pool(1, 1);
  std::atomic<bool> go{false};
  std::atomic<bool> running{false};
  const auto block = [&] {
    running = true;
    while (!go) std::this_thread::sleep_for(1ms);
  };
  ASSERT_TRUE(pool.try_post(block));
  while (!running) std::this_thread::sleep_for(1ms);
  ASSERT_TRUE(pool.try_post([] {}));
  const auto result = sync_wait(loop_, quick_job(loop_, pool));
  go = true;
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(Errc::overloaded));
}

Task<void> sleep_long(Loop& loop, std::atomic<int>* stopped) {
  const auto slept = co_await loop.sleep(1h);
  if (!slept.ok() && slept.error().is(Errc::stopped)) ++*stopped;
  // Waits that begin during the stop end at once, too.
  if (!(co_await loop.sleep(1h)).ok()) ++*stopped;
}

TEST_F(LoopTest, StopEndsAllWaitsAndAwaitsAllTasks) {
  std::atomic<int> stopped{0};
  for (int i = 0; i < 100; ++i) loop_.spawn(sleep_long(loop_, &stopped));
  EXPECT_EQ(group_.stop(), 0U);
  EXPECT_EQ(stopped, 200);
}

// Kept, so that a leak checker finds the abandoned task still in use.
std::optional<Callback<int>> never_called;

Task<void> never_ends(Loop& loop) {
  co_await async_call<int>(loop, [](Callback<int> done) { never_called = done; });
}

TEST_F(LoopTest, StopGivesUpOnTasksThatDoNotEnd) {
  loop_.spawn(never_ends(loop_));
  EXPECT_EQ(group_.stop(10ms), 1U);
}

struct EventLog {
  bool timed_out = false;
  bool set = false;
};

Task<void> set_later(Loop& loop, Event& event) {
  (void)co_await loop.sleep(5ms);
  event.set();
}

Task<EventLog> use_event(Loop& loop) {
  Event event(loop);
  EventLog log;
  const auto first = co_await event.wait(Deadline::in(5ms));
  log.timed_out = !first.ok() && first.error().is(Errc::timeout);
  Scope scope;
  scope.spawn(set_later(loop, event));
  log.set = (co_await event.wait(Deadline::in(10s))).ok();
  co_await scope.join();
  co_return log;
}

TEST_F(LoopTest, EventWakesItsWaiterOrTimesOut) {
  const EventLog log = sync_wait(loop_, use_event(loop_));
  EXPECT_TRUE(log.timed_out);
  EXPECT_TRUE(log.set);
}

TEST_F(LoopTest, SignalsReachTheirHandler) {
  std::atomic<int> got{0};
  loop_.post([&] { loop_.on_signals({SIGUSR1}, [&](int signal) { got = signal; }); });
  // The handler is installed once a later post has run.
  sync_wait(loop_, set_later(loop_, *std::make_unique<Event>(loop_)));
  raise(SIGUSR1);
  for (int i = 0; got == 0 && i < 5000; ++i) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(got, SIGUSR1);
}

}  // namespace
}  // namespace nightmail::net
