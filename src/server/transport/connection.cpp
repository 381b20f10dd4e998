// SPDX-License-Identifier: Apache-2.0
#include "server/transport/connection.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "net/errors.h"

namespace nightmail::transport {
namespace {

using net::Deadline;
using smtp::ClientStep;

constexpr std::size_t kReadSize = 8 * 1024;

smtp::ClientOptions session_options(ConnectOptions& options) {
  smtp::ClientOptions session;
  session.hello = options.hello;
  session.tls = options.tls;
  session.tls_active = options.tls_from_start;
  session.user = options.user;
  session.password = std::move(options.password);
  return session;
}

std::string_view reason_of(const Error& error) {
  if (error.is(net::Errc::timeout)) return "The server does not answer in time";
  if (error.is(net::Errc::stopped)) return "We are shutting down";
  return "The connection was lost";
}

}  // namespace

Connection::Connection(std::unique_ptr<net::Stream> stream, ConnectOptions options)
    : stream_(std::move(stream)),
      options_(std::move(options)),
      session_(session_options(options_)),
      buffer_(kReadSize) {}

Deadline Connection::patience() const {
  return Deadline::in(
      std::min<std::chrono::milliseconds>(session_.patience(), options_.command_time));
}

net::Task<void> Connection::read() {
  const auto got = co_await stream_->read_some(buffer_, patience());
  if (!got.ok()) {
    session_.feed_end(reason_of(got.error()));
  } else if (*got == 0) {
    session_.feed_end();
  } else {
    session_.feed(ByteView(buffer_).first(*got));
  }
}

net::Task<bool> Connection::handshake() {
  const Deadline deadline = Deadline::in(std::min(options_.connect_time, options_.command_time));
  const auto done = co_await stream_->start_tls(*options_.context, deadline, options_.peer);
  if (!done.ok()) tls_error_ = done.error();
  co_return done.ok();
}

net::Task<ClientStep> Connection::drive() {
  while (true) {
    const ClientStep step = session_.next();
    if (step == ClientStep::need_read) {
      co_await read();
    } else if (step == ClientStep::write) {
      const auto sent = co_await stream_->write_all(as_bytes(session_.output()), patience());
      // What the server said before it hung up may still be read: a reason, perhaps a verdict.
      if (!sent.ok() && !sent.error().is(net::Errc::closed))
        session_.feed_end(reason_of(sent.error()));
    } else if (step == ClientStep::start_tls) {
      const bool secured = co_await handshake();
      if (!secured) co_return ClientStep::close;
      session_.tls_started();
    } else {
      usable_ = step == ClientStep::ready;
      co_return step;
    }
  }
}

net::Task<std::optional<ConnectFailure>> Connection::open() {
  if (options_.tls_from_start) {
    const bool secured = co_await handshake();
    if (!secured) co_return ConnectFailure{ConnectFailure::Stage::tls_handshake, tls_error_, {}};
  }
  const ClientStep step = co_await drive();
  if (step == ClientStep::ready) co_return std::nullopt;
  if (tls_error_) co_return ConnectFailure{ConnectFailure::Stage::tls_handshake, tls_error_, {}};
  co_return ConnectFailure{ConnectFailure::Stage::session, std::nullopt,
                           session_.failure().value_or(smtp::ClientFailure{})};
}

net::Task<bool> Connection::still_alive() {
  NM_ASSERT(usable_);
  session_.check();
  const ClientStep step = co_await drive();
  co_return step == ClientStep::ready;
}

net::Task<std::vector<smtp::ClientOutcome>> Connection::send(smtp::ClientMail mail) {
  NM_ASSERT(usable_);
  session_.send(mail);
  const ClientStep step = co_await drive();
  NM_ASSERT(step == ClientStep::sent);
  std::vector<smtp::ClientOutcome> outcomes = session_.outcomes();
  usable_ = session_.next() == ClientStep::ready;
  co_return outcomes;
}

net::Task<void> Connection::quit() {
  if (usable_) {
    usable_ = false;
    session_.quit();
    co_await drive();
  }
  stream_->close();
}

net::Task<Connected> connect(net::Loop& loop, ConnectOptions options) {
  const Deadline deadline = Deadline::in(options.connect_time);
  auto stream = co_await net::tcp_connect(loop, options.to, deadline);
  Connected result;
  if (!stream.ok()) {
    result.failure = ConnectFailure{ConnectFailure::Stage::tcp, stream.error(), {}};
    co_return result;
  }
  result.connection = std::make_unique<Connection>(*std::move(stream), std::move(options));
  result.failure = co_await result.connection->open();
  if (result.failure) result.connection.reset();
  co_return result;
}

}  // namespace nightmail::transport
