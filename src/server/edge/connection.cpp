// SPDX-License-Identifier: Apache-2.0
#include "server/edge/connection.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "net/errors.h"
#include "net/loop.h"
#include "proto/proxy/header.h"
#include "proto/smtp/session.h"
#include "server/edge/delivery.h"
#include "server/edge/expected_delivery.h"

namespace nightmail::edge {
namespace {

using net::Deadline;
using smtp::Reply;
using smtp::Step;

constexpr std::size_t kReadBuffer = 32 * 1024;
constexpr std::chrono::seconds kLastWords{5};
// What a peer may still send after we have closed, and be heard out, so that it gets our reply: a
// close with input unread would reset the connection.
constexpr std::chrono::seconds kLinger{2};
constexpr std::size_t kLingerOctets = 8 * 1024 * 1024;

const Reply kTimeout{421, {4, 4, 2}, "Waited too long for you, closing"};
const Reply kStopping{421, {4, 3, 2}, "Shutting down, please come back soon"};
const Reply kTooMany{421, {4, 7, 0}, "Too many connections, please try again later"};
const Reply kSenderFine{250, {2, 1, 0}, "Sender OK"};
const Reply kRecipientFine{250, {2, 1, 5}, "Recipient OK"};

class Connection {
 public:
  Connection(const EdgeContext& context, const smtp::Config& config,
             std::unique_ptr<net::Stream> stream)
      : context_(context),
        stream_(std::move(stream)),
        session_(config, context.memory),
        expected_(context.messages),
        client_(stream_->peer().address),
        ends_(Deadline::in(context.session_limit)),
        buffer_(kReadBuffer) {}

  net::Task<void> run();

 private:
  net::Task<bool> read_proxy_header();
  void accept_proxy_header(const proxy::Header& header, std::size_t have);
  net::Task<void> read();
  void read_failed(const Error& error);
  net::Task<void> linger();
  net::Task<bool> write();
  net::Task<bool> start_tls();
  net::Task<void> deliver_message();
  void check_recipient();
  [[nodiscard]] Deadline patience() const {
    return earlier(Deadline::in(context_.command_timeout), ends_);
  }
  [[nodiscard]] Deadline read_patience();

  const EdgeContext& context_;
  std::unique_ptr<net::Stream> stream_;
  smtp::Session session_;
  ExpectedDelivery expected_;
  net::IpAddress client_;
  std::shared_ptr<void> place_;  // among the clients behind proxies
  Deadline ends_;
  Deadline discard_ends_;  // of a message that is refused already and only read to its end
  bool ended_ = false;     // we said the last reply; only writing is left
  bool peer_ended_ = false;
  PlainBytes buffer_;
  std::size_t leftover_begin_ = 0;  // of bytes that came with the PROXY header
  std::size_t leftover_end_ = 0;
  std::vector<LocalRecipient> recipients_;
};

net::Task<void> Connection::run() {
  if (context_.proxies.contains(stream_->peer().address)) {
    const bool proxied = co_await read_proxy_header();
    if (!proxied) co_return;
  }
  for (;;) {
    const Step step = session_.next();
    if (step == Step::close) break;
    if (step == Step::need_read) {
      co_await read();
    } else if (step == Step::write) {
      const bool sent = co_await write();
      if (!sent) break;
    } else if (step == Step::check_sender) {
      recipients_.clear();
      expected_.set(false);
      session_.answer(kSenderFine);
    } else if (step == Step::check_recipient) {
      check_recipient();
    } else if (step == Step::deliver) {
      co_await deliver_message();
    } else if (step == Step::start_tls) {
      const bool secured = co_await start_tls();
      if (!secured) break;
    }
  }
  if (!peer_ended_) co_await linger();
  stream_->close();
}

net::Task<void> Connection::linger() {
  stream_->shutdown_write();
  const Deadline deadline = Deadline::in(kLinger);
  for (std::size_t heard = 0; heard < kLingerOctets;) {
    const Result<std::size_t> got = co_await stream_->read_some(buffer_, deadline);
    if (!got.ok() || *got == 0) co_return;
    heard += *got;
  }
}

// The real client's address, as the load balancer in front tells it. No reply to a bad header: the
// peer does not speak SMTP yet.
net::Task<bool> Connection::read_proxy_header() {
  std::size_t have = 0;
  for (;;) {
    const auto header = proxy::parse_header(ByteView(buffer_).first(have));
    if (!header.ok()) co_return false;
    if (header->has_value()) {
      accept_proxy_header(**header, have);
      co_return true;
    }
    const Result<std::size_t> got =
        co_await stream_->read_some(MutableByteView(buffer_).subspan(have), patience());
    if (!got.ok() || *got == 0) co_return false;
    have += *got;
  }
}

void Connection::accept_proxy_header(const proxy::Header& header, std::size_t have) {
  leftover_begin_ = header.size;
  leftover_end_ = have;
  if (!header.source) return;
  client_ = {header.source->address, !header.source->v6};
  place_ = context_.proxied->admit(client_);
  if (!place_) session_.end(kTooMany);
}

net::Task<void> Connection::read() {
  if (leftover_begin_ < leftover_end_) {
    session_.feed(ByteView(buffer_).subspan(leftover_begin_, leftover_end_ - leftover_begin_));
    leftover_begin_ = leftover_end_;
    co_return;
  }
  if (session_.idle()) expected_.set(false);
  const Result<std::size_t> got = co_await stream_->read_some(buffer_, read_patience());
  if (!got.ok()) {
    read_failed(got.error());
  } else if (*got > 0) {
    session_.feed(ByteView(buffer_).first(*got));
  } else {
    peer_ended_ = true;
    session_.feed_end();
  }
}

// A sender may not go on for ever with a message that we have refused already.
Deadline Connection::read_patience() {
  if (!session_.discarding()) {
    discard_ends_ = Deadline::never();
  } else if (discard_ends_.is_never()) {
    discard_ends_ = Deadline::in(context_.command_timeout);
  }
  return earlier(patience(), discard_ends_);
}

void Connection::read_failed(const Error& error) {
  const bool late = error.is(net::Errc::timeout);
  if (ended_ || (!late && !error.is(net::Errc::stopped))) {
    peer_ended_ = true;
    return session_.feed_end();
  }
  ended_ = true;
  const auto refusal = session_.discarding();
  session_.end(!late ? kStopping : refusal ? *refusal : kTimeout);
}

net::Task<bool> Connection::write() {
  const Deadline deadline = ended_ ? Deadline::in(kLastWords) : patience();
  const Result<void> sent = co_await stream_->write_all(as_bytes(session_.output()), deadline);
  peer_ended_ |= !sent.ok();
  co_return sent.ok();
}

net::Task<bool> Connection::start_tls() {
  NM_ASSERT(context_.tls != nullptr);
  const Result<void> done = co_await stream_->start_tls(*context_.tls, patience());
  peer_ended_ |= !done.ok();
  if (!done.ok()) co_return false;
  session_.tls_started();
  co_return true;
}

void Connection::check_recipient() {
  const std::uint64_t octets = session_.envelope().declared_size.value_or(0);
  auto found = context_.recipients.find(session_.candidate(), octets);
  if (auto* refusal = std::get_if<Reply>(&found)) {
    session_.answer(*refusal);
    return;
  }
  recipients_.push_back(std::get<LocalRecipient>(std::move(found)));
  expected_.set(true);
  session_.answer(kRecipientFine);
}

net::Task<void> Connection::deliver_message() {
  Transaction transaction;
  transaction.envelope = session_.envelope();
  transaction.recipients = std::exchange(recipients_, {});
  transaction.message = session_.take_message();
  transaction.client_ip = net::to_text(client_);
  if (const auto tls = stream_->tls()) transaction.tls_cipher = std::string(tls->cipher);
  NM_ASSERT(transaction.recipients.size() == transaction.envelope.recipients.size());
  const std::vector<Reply> replies =
      co_await deliver(context_, stream_->loop(), std::move(transaction), expected_);
  session_.answer_each(replies);
}

}  // namespace

net::Task<void> serve_connection(const EdgeContext& context, const smtp::Config& config,
                                 std::unique_ptr<net::Stream> stream) {
  Connection connection(context, config, std::move(stream));
  co_await connection.run();
}

}  // namespace nightmail::edge
