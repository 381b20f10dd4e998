// SPDX-License-Identifier: Apache-2.0
//
// sync_wait: runs a task on a loop that another thread runs, and blocks until it has ended.
// For tests and for main(); never call it on the loop's own thread.

#ifndef NIGHTMAIL_NET_SYNC_WAIT_H_
#define NIGHTMAIL_NET_SYNC_WAIT_H_

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "net/loop.h"

namespace nightmail::net {

namespace detail {

template <class T>
struct SyncState {
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<T> result;
};

template <class T>
Task<void> run_and_tell(Task<T> task, SyncState<T>* state) {
  T result = co_await std::move(task);
  const std::lock_guard lock(state->mutex);
  state->result.emplace(std::move(result));
  state->changed.notify_one();
}

inline Task<bool> run_and_true(Task<void> task) {
  co_await std::move(task);
  co_return true;
}

}  // namespace detail

template <class T>
T sync_wait(Loop& loop, Task<T> task) {
  NM_ASSERT(!loop.on_this_thread());
  detail::SyncState<T> state;
  loop.spawn(detail::run_and_tell<T>(std::move(task), &state));
  std::unique_lock lock(state.mutex);
  state.changed.wait(lock, [&state] { return state.result.has_value(); });
  return std::move(*state.result);
}

inline void sync_wait(Loop& loop, Task<void> task) {
  sync_wait<bool>(loop, detail::run_and_true(std::move(task)));
}

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_SYNC_WAIT_H_
