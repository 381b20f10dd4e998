// SPDX-License-Identifier: Apache-2.0
//
// Task<T>: a coroutine that starts when it is awaited and hands one T to whoever awaits it.
//   Task<Result<int>> twice(Loop& loop) { CO_TRY(co_await loop.sleep(1s)); co_return 2; }
// Owner: the awaiting coroutine, or the scope it was spawned into. A started task must be let run
// to its end; stopping is done by ending its waits (net/loop.h), never by destroying it. Thread
// rule: a task is resumed only on the thread that started it (its loop's thread). Write coroutines
// as functions with arguments by value, or by reference to what outlives them; a lambda coroutine
// must not capture. An exception that leaves a task ends the process.

#ifndef NIGHTMAIL_NET_TASK_H_
#define NIGHTMAIL_NET_TASK_H_

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace nightmail::net {

template <class T = void>
class Task;

namespace detail {

// A child that ends before it ever waited does not resume its parent: the parent, still inside
// await_suspend, sees that and goes on by itself. So loops over calls that need not wait use no
// stack, even where the compiler makes no tail calls (GCC below -O2, sanitizers).
struct PromiseBase {
  std::coroutine_handle<> parent;
  bool starting = false;

  struct FinalAwaiter {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) const noexcept {
      PromiseBase& promise = self.promise();
      if (promise.starting) return std::noop_coroutine();
      return promise.parent;
    }
    void await_resume() const noexcept {}
  };

  [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
  [[nodiscard]] FinalAwaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { std::terminate(); }
};

template <class T>
struct Promise : PromiseBase {
  std::optional<T> result;
  Task<T> get_return_object() noexcept;
  template <class U>
  void return_value(U&& value) {
    result.emplace(std::forward<U>(value));
  }
  T take() { return std::move(*result); }
};

template <>
struct Promise<void> : PromiseBase {
  Task<void> get_return_object() noexcept;
  void return_void() noexcept {}
  void take() noexcept {}
};

}  // namespace detail

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  explicit Task(Handle handle) noexcept : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  struct Awaiter {
    Handle handle;
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> parent) const noexcept {
      detail::PromiseBase& promise = handle.promise();
      promise.parent = parent;
      promise.starting = true;
      handle.resume();
      promise.starting = false;
      return !handle.done();
    }
    T await_resume() const { return handle.promise().take(); }
  };
  Awaiter operator co_await() && noexcept { return {handle_}; }

 private:
  Handle handle_;
};

namespace detail {

template <class T>
Task<T> Promise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}

inline Task<void> Promise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}

// The root of a chain of tasks: starts at once and frees itself at its end.
struct Detached {
  struct promise_type {
    Detached get_return_object() noexcept { return {}; }
    [[nodiscard]] std::suspend_never initial_suspend() const noexcept { return {}; }
    [[nodiscard]] std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
};

}  // namespace detail
}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_TASK_H_
