// SPDX-License-Identifier: Apache-2.0
//
// The inside of Loop, for .cpp files of this room only (it includes Asio).

#ifndef NIGHTMAIL_NET_LOOP_IMPL_H_
#define NIGHTMAIL_NET_LOOP_IMPL_H_

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <thread>

#include "net/loop.h"
#include "net/waits.h"

namespace nightmail::net {

struct Loop::Impl {
  enum class State : std::uint8_t { running, stopping, hard_stop };

  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard{io.get_executor()};
  boost::asio::steady_timer timer{io};
  Deadline armed = Deadline::never();
  Waits waits;
  State state = State::running;
  std::atomic<std::size_t> tasks{0};
  std::atomic<std::thread::id> thread{};
  std::unique_ptr<boost::asio::signal_set> signals;
  std::unique_ptr<boost::asio::steady_timer> grace;
  std::function<void(int)> signal_handler;

  detail::Detached start(Task<void> task);
  void arm();
  void on_timer();
  void begin_stop(std::chrono::milliseconds grace_time);
  void end_grace();
  void next_signal();
  void task_ended();
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_LOOP_IMPL_H_
