// SPDX-License-Identifier: Apache-2.0
//
// FakeMx: for tests: mail servers on 127.0.0.1 and 127.0.0.2, one port, made of our own server
// session. Local parts steer them: "no..." 550, "later..." 451. Keeps what was delivered.

#ifndef NIGHTMAIL_SERVER_TRANSPORT_FAKE_MX_TEST_H_
#define NIGHTMAIL_SERVER_TRANSPORT_FAKE_MX_TEST_H_

#include <memory>
#include <string>
#include <vector>

#include "net/listener.h"
#include "net/loop.h"
#include "net/tls.h"
#include "proto/smtp/session.h"

namespace nightmail::transport {

class FakeMx {
 public:
  struct Mail {
    std::string content;
    std::vector<std::string> recipients;
    bool tls = false;
  };

  FakeMx(net::LoopGroup& loops, std::shared_ptr<net::TlsContext> tls) : tls_(std::move(tls)) {
    config_.hostname = "mx.test";
    config_.offer.starttls = tls_ != nullptr;
    listener_ = *net::Listener::open({*net::parse_endpoint("127.0.0.1:0")}, nullptr, {});
    port = listener_->endpoints()[0].port;
    second_ = *net::Listener::open({{*net::parse_ip("127.0.0.2"), port}}, nullptr, {});
    for (auto* listener : {listener_.get(), second_.get()})
      listener->start(all_loops(loops),
                      [this](auto stream) { return serve(this, std::move(stream)); });
  }

  std::uint16_t port = 0;
  std::vector<Mail> mails;
  int connections = 0;
  // Said instead of a session, then the connection ends; empty: a session.
  std::string only_greeting;
  bool broken_tls = false;  // hangs up where the handshake should begin
  std::size_t max_recipients = 1000;

 private:
  class Budget final : public smtp::MemoryBudget {
    bool take(std::size_t) override { return true; }
    void give_back(std::size_t) override {}
  };

  static net::Task<void> serve(FakeMx* self, std::unique_ptr<net::Stream> stream) {
    ++self->connections;
    const auto deadline = net::Deadline::in(std::chrono::seconds(10));
    if (!self->only_greeting.empty()) {
      (void)co_await stream->write_all(as_bytes(self->only_greeting), deadline);
      stream->shutdown_write();
      std::array<std::uint8_t, 100> rest{};
      (void)co_await stream->read_some(rest, deadline);
      co_return;
    }
    Budget budget;
    smtp::Config config = self->config_;
    config.limits.recipients = self->max_recipients;
    config.offer.limits = false;
    smtp::Session session(config, budget);
    Bytes buffer(10'000);
    while (true) {
      const smtp::Step step = session.next();
      if (step == smtp::Step::close) co_return;
      if (step == smtp::Step::need_read) {
        const auto got = co_await stream->read_some(buffer, deadline);
        if (!got.ok() || *got == 0) {
          session.feed_end();
        } else {
          session.feed(ByteView(buffer).first(*got));
        }
      } else if (step == smtp::Step::write) {
        if (!(co_await stream->write_all(as_bytes(session.output()), deadline)).ok()) co_return;
      } else if (step == smtp::Step::start_tls) {
        if (self->broken_tls) co_return;
        if (!(co_await stream->start_tls(*self->tls_, deadline)).ok()) co_return;
        session.tls_started();
      } else {
        self->decide(session, step);
      }
    }
  }

  void decide(smtp::Session& session, smtp::Step step) {
    if (step == smtp::Step::check_sender) return session.answer({250, {2, 1, 0}, "OK"});
    if (step == smtp::Step::check_recipient) {
      const std::string& local = session.candidate().local;
      if (local.starts_with("no")) return session.answer({550, {5, 1, 1}, "No such user"});
      if (local.starts_with("later")) return session.answer({451, {4, 7, 1}, "Greylisted"});
      return session.answer({250, {2, 1, 5}, "OK"});
    }
    Mail mail{to_string(session.take_message().original()), {}, session.envelope().tls};
    for (const auto& recipient : session.envelope().recipients)
      mail.recipients.push_back(recipient.to_string());
    mails.push_back(std::move(mail));
    session.answer({250, {2, 0, 0}, "Taken"});
  }

  smtp::Config config_;
  std::shared_ptr<net::TlsContext> tls_;
  std::unique_ptr<net::Listener> listener_, second_;
};

}  // namespace nightmail::transport

#endif  // NIGHTMAIL_SERVER_TRANSPORT_FAKE_MX_TEST_H_
