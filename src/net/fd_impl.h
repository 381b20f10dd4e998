// SPDX-License-Identifier: Apache-2.0
//
// Fd: a non-blocking socket that tasks of one loop wait on. For .cpp files of this room only.

#ifndef NIGHTMAIL_NET_FD_IMPL_H_
#define NIGHTMAIL_NET_FD_IMPL_H_

#include <boost/asio/posix/stream_descriptor.hpp>
#include <coroutine>
#include <optional>

#include "base/result.h"
#include "net/loop.h"
#include "net/loop_impl.h"

namespace nightmail::net {

class Fd {
 public:
  using Direction = boost::asio::posix::stream_descriptor::wait_type;
  static constexpr Direction kRead = boost::asio::posix::stream_descriptor::wait_read;
  static constexpr Direction kWrite = boost::asio::posix::stream_descriptor::wait_write;

  // Takes the descriptor over.
  Fd(Loop& loop, int fd) : loop_(loop), descriptor_(loop.impl().io, fd) {}

  [[nodiscard]] Loop& loop() const { return loop_; }
  [[nodiscard]] int raw() { return descriptor_.native_handle(); }
  [[nodiscard]] bool open() const { return descriptor_.is_open(); }
  // Gives the descriptor away; nobody may be waiting.
  [[nodiscard]] int release() { return descriptor_.release(); }
  void close() {
    boost::system::error_code ignored;
    descriptor_.close(ignored);
  }

  class Waiting;
  // co_await fd.wait(kRead, deadline): nothing once ready, or timeout, stopped, closed.
  [[nodiscard]] Waiting wait(Direction direction, Deadline deadline, Patience patience);

 private:
  Loop& loop_;
  boost::asio::posix::stream_descriptor descriptor_;
};

// Always ends through the handler of async_wait: a deadline or stop cancels the descriptor's waits,
// and a wait of the other direction that this hits as well begins anew.
class Fd::Waiting final : public Wait {
 public:
  Waiting(Fd& fd, Direction direction, Deadline deadline, Patience patience)
      : fd_(fd), direction_(direction), deadline_(deadline), patience_(patience) {}

  [[nodiscard]] bool await_ready() const { return false; }
  bool await_suspend(std::coroutine_handle<> waiter) {
    waiter_ = waiter;
    if (!fd_.open()) {
      failure_ = Errc::closed;
      return false;
    }
    if (deadline_.passed()) {
      failure_ = Errc::timeout;
      return false;
    }
    if (!fd_.loop_.enlist(*this, deadline_, patience_)) {
      failure_ = Errc::stopped;
      return false;
    }
    begin();
    return true;
  }
  [[nodiscard]] Result<void> await_resume() const {
    if (failure_) return Error(*failure_);
    return {};
  }
  void end(Errc why) override {
    failure_ = why;
    boost::system::error_code ignored;
    fd_.descriptor_.cancel(ignored);
  }

 private:
  // Asio recycles the memory of the operation, so a wait after a wait costs no allocation.
  void begin() {
    fd_.descriptor_.async_wait(
        direction_, [this](const boost::system::error_code& error) { woken(error.failed()); });
  }
  void woken(bool cancelled) {
    if (cancelled && !failure_) {
      if (fd_.open()) return begin();
      failure_ = Errc::closed;
    }
    fd_.loop_.delist(*this);
    waiter_.resume();
  }

  Fd& fd_;
  Direction direction_;
  Deadline deadline_;
  Patience patience_;
  std::coroutine_handle<> waiter_;
  std::optional<Errc> failure_;
};

inline Fd::Waiting Fd::wait(Direction direction, Deadline deadline, Patience patience) {
  return {*this, direction, deadline, patience};
}

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_FD_IMPL_H_
