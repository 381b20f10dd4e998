// SPDX-License-Identifier: Apache-2.0
//
// async_call: awaits an interface that reports by callback, from whatever thread.
//   Result<Id> id = co_await async_call<Result<Id>>(loop, [&](Callback<Result<Id>> done) {
//     store.append(message, done);
//   });
// The coroutine goes on on `loop`, its own. The callback must be called exactly once. It is one
// pointer wide and copies freely, so that a std::function holds it without an allocation.
// A stop does not end this wait: what was asked for is finished, however it ends.

#ifndef NIGHTMAIL_NET_ASYNC_CALL_H_
#define NIGHTMAIL_NET_ASYNC_CALL_H_

#include <atomic>
#include <coroutine>
#include <optional>
#include <utility>

#include "net/loop.h"

namespace nightmail::net {

namespace detail {

template <class T>
struct CallState {
  explicit CallState(Loop& loop_of_caller) : loop(loop_of_caller) {}
  Loop& loop;
  std::coroutine_handle<> caller;
  std::optional<T> result;
  // Whoever comes second of "the caller sleeps" and "the result is there" wakes the caller.
  std::atomic<bool> first_came{false};

  void finish(T value) {
    result.emplace(std::move(value));
    if (first_came.exchange(true, std::memory_order_acq_rel)) loop.post(caller);
  }
};

}  // namespace detail

template <class T>
class Callback {
 public:
  explicit Callback(detail::CallState<T>* state) : state_(state) {}
  void operator()(T value) const { state_->finish(std::move(value)); }

 private:
  detail::CallState<T>* state_;
};

template <class T, class Start>
class CallAwaiter {
 public:
  CallAwaiter(Loop& loop, Start start) : state_(loop), start_(std::move(start)) {}
  [[nodiscard]] bool await_ready() const { return false; }
  bool await_suspend(std::coroutine_handle<> caller) {
    state_.caller = caller;
    start_(Callback<T>(&state_));
    return !state_.first_came.exchange(true, std::memory_order_acq_rel);
  }
  T await_resume() { return std::move(*state_.result); }

 private:
  detail::CallState<T> state_;
  Start start_;
};

template <class T, class Start>
[[nodiscard]] CallAwaiter<T, Start> async_call(Loop& loop, Start start) {
  return CallAwaiter<T, Start>(loop, std::move(start));
}

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_ASYNC_CALL_H_
