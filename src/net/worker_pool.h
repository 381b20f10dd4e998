// SPDX-License-Identifier: Apache-2.0
//
// WorkerPool: a fixed number of threads for work that blocks or computes long (sealing, disk), with
// a bounded queue. `co_await pool.run(loop, fn)` runs fn on a worker and goes on on `loop`.
// Owner: main(); it outlives the loops that use it. Thread-safe.

#ifndef NIGHTMAIL_NET_WORKER_POOL_H_
#define NIGHTMAIL_NET_WORKER_POOL_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "net/async_call.h"

namespace nightmail::net {

namespace detail {

// Result<T> of a function that returns T, or Result<T> already.
template <class T>
struct AsResult {
  using type = Result<T>;
};
template <class T>
struct AsResult<Result<T>> {
  using type = Result<T>;
};

}  // namespace detail

class WorkerPool {
 public:
  WorkerPool(std::size_t threads, std::size_t queue_limit);
  // Runs what is queued, then ends the threads.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False if the queue is full. `job` must not throw.
  [[nodiscard]] bool try_post(std::function<void()> job);

  // fn() -> T or Result<T> or void; gives Result<T>, or Errc::overloaded if the queue is full. A
  // stop does not end this wait. fn may refer to the awaiting coroutine's variables.
  template <class Fn>
  [[nodiscard]] auto run(Loop& loop, Fn fn) {
    using R = typename detail::AsResult<std::invoke_result_t<Fn&>>::type;
    return async_call<R>(loop, [this, fn = std::move(fn)](Callback<R> done) mutable {
      // `fn` lives in the awaiter, which lives until `done` was called: the job needs two pointers.
      Fn* work = &fn;
      if (!try_post([work, done] { done(call<R>(*work)); })) {
        done(Error(Errc::overloaded, "too much work is waiting"));
      }
    });
  }

 private:
  template <class R, class Fn>
  static R call(Fn& fn) {
    if constexpr (std::is_void_v<std::invoke_result_t<Fn&>>) {
      fn();
      return {};
    } else {
      return fn();
    }
  }
  void work();

  const std::size_t queue_limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_WORKER_POOL_H_
