// SPDX-License-Identifier: Apache-2.0
#include "net/tls.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "net/errors.h"
#include "net/listener.h"
#include "net/sync_wait.h"
#include "net/tls_test_support.h"

namespace nightmail::net {
namespace {

using namespace std::chrono_literals;

Task<Result<std::string>> read_all(Stream& stream) {
  std::string all;
  std::array<std::uint8_t, 1000> buffer{};
  while (true) {
    CO_TRY_ASSIGN(const std::size_t got, co_await stream.read_some(buffer, Deadline::in(10s)));
    if (got == 0) co_return all;
    all += as_text(ByteView(buffer).first(got));
  }
}

class TlsTest : public testing::Test {
 protected:
  TlsTest() { group_.start(); }
  ~TlsTest() override { group_.stop(); }

  void listen(Listener::Handler handler) {
    auto opened = Listener::open({*parse_endpoint("127.0.0.1:0")}, nullptr, {});
    listener_ = *std::move(opened);
    listener_->start(all_loops(group_), std::move(handler));
  }

  // STARTTLS as SMTP does it: one plain line first. Then echoes up to the half-close.
  static Task<void> echo_after_starttls(std::unique_ptr<Stream> stream, TlsContext* context) {
    std::array<std::uint8_t, 4> line{};
    if (!(co_await stream->read_some(line, Deadline::in(10s))).ok()) co_return;
    if (!(co_await stream->start_tls(*context, Deadline::in(10s), "")).ok()) co_return;
    const auto text = co_await read_all(*stream);
    if (!text.ok()) co_return;
    (void)co_await stream->write_all(as_bytes(*text), Deadline::in(10s));
  }

  static Task<Result<std::string>> ask(Loop& loop, Endpoint to, TlsContext* trust, std::string host,
                                       std::string text) {
    CO_TRY_ASSIGN(auto stream, co_await tcp_connect(loop, to, Deadline::in(10s)));
    CO_TRY(co_await stream->write_all(as_bytes("tls\n"), Deadline::in(10s)));
    CO_TRY(co_await stream->start_tls(*trust, Deadline::in(10s), host));
    CO_TRY(co_await stream->write_all(as_bytes(text), Deadline::in(10s)));
    stream->shutdown_write();
    CO_TRY_ASSIGN(std::string answer, co_await read_all(*stream));
    co_return std::string(stream->tls()->version) + " " + answer;
  }

  Result<std::string> ask(const std::string& host, std::string text = "hello") {
    return sync_wait(group_.at(0), ask(group_.at(0), listener_->endpoints()[0], trust_.get(), host,
                                       std::move(text)));
  }

  TestCertificate files_{"DNS:localhost,IP:127.0.0.1"};
  std::shared_ptr<TlsContext> server_ = *TlsContext::server({files_.certificate(), files_.key()});
  std::shared_ptr<TlsContext> trust_ =
      *TlsContext::client({.system_roots = false, .extra_ca_file = files_.certificate()});
  LoopGroup group_{2};
  std::unique_ptr<Listener> listener_;
};

TEST_F(TlsTest, UpgradesAPlainConnection) {
  listen([this](auto stream) { return echo_after_starttls(std::move(stream), server_.get()); });
  EXPECT_EQ(*ask("localhost"), "TLSv1.3 hello");
  EXPECT_EQ(*ask("127.0.0.1"), "TLSv1.3 hello");
}

TEST_F(TlsTest, CarriesMuch) {
  listen([this](auto stream) { return echo_after_starttls(std::move(stream), server_.get()); });
  const auto answer = ask("localhost", std::string(5'000'000, 'x'));
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  EXPECT_EQ(answer->size(), 5'000'008U);
}

TEST_F(TlsTest, WrongNameIsAVerifyError) {
  listen([this](auto stream) { return echo_after_starttls(std::move(stream), server_.get()); });
  const auto answer = ask("mail.example.org");
  ASSERT_FALSE(answer.ok());
  EXPECT_TRUE(answer.error().is(Errc::tls_wrong_name)) << answer.error().message();
}

TEST_F(TlsTest, UnknownIssuerIsAVerifyError) {
  listen([this](auto stream) { return echo_after_starttls(std::move(stream), server_.get()); });
  trust_ = *TlsContext::client({.system_roots = true, .extra_ca_file = ""});
  const auto answer = ask("localhost");
  ASSERT_FALSE(answer.ok());
  EXPECT_TRUE(is_untrusted_peer(answer.error())) << answer.error().message();
}

TEST_F(TlsTest, ReloadChangesTheCertificateOfNewConnections) {
  listen([this](auto stream) { return echo_after_starttls(std::move(stream), server_.get()); });
  files_.make("DNS:other.example");
  EXPECT_TRUE(ask("localhost").ok());
  ASSERT_TRUE(server_->reload().ok());
  EXPECT_FALSE(ask("localhost").ok());
  trust_ = *TlsContext::client({.system_roots = false, .extra_ca_file = files_.certificate()});
  EXPECT_TRUE(ask("other.example").ok());
}

TEST_F(TlsTest, BadFilesAreNamedAndTheOldOnesStay) {
  listen([this](auto stream) { return echo_after_starttls(std::move(stream), server_.get()); });
  const auto missing = TlsContext::server({"/nowhere/cert.pem", files_.key()});
  ASSERT_FALSE(missing.ok());
  EXPECT_TRUE(missing.error().is(Errc::tls_config));
  EXPECT_NE(missing.error().context().find("/nowhere/cert.pem"), std::string::npos);
  std::ofstream(files_.key()) << "no key";
  EXPECT_FALSE(server_->reload().ok());
  EXPECT_TRUE(ask("localhost").ok());
}

Task<Result<std::string>> read_over_tls(Loop& loop, Endpoint to, TlsContext* trust) {
  CO_TRY_ASSIGN(auto stream, co_await tcp_connect(loop, to, Deadline::in(10s)));
  CO_TRY(co_await stream->start_tls(*trust, Deadline::in(10s), "localhost"));
  co_return co_await read_all(*stream);
}

// A relay that passes one direction for a while and then closes: what a cut cable or a censor does.
Task<void> relay(std::unique_ptr<Stream> client, Endpoint to, std::size_t cut_after) {
  auto server = co_await tcp_connect(client->loop(), to, Deadline::in(10s));
  if (!server.ok()) co_return;
  struct Pump {
    static Task<void> run(Stream& from, Stream& into, std::size_t left, Stream* also_close) {
      Bytes buffer(1000);
      while (left > 0) {
        const auto got = co_await from.read_some(
            MutableByteView(buffer).first(std::min(left, buffer.size())), Deadline::in(10s));
        if (!got.ok() || *got == 0) break;
        if (!(co_await into.write_all(ByteView(buffer).first(*got), Deadline::in(10s))).ok()) break;
        left -= *got;
      }
      into.shutdown_write();
      if (also_close != nullptr) also_close->close();
    }
  };
  Scope scope;
  scope.spawn(Pump::run(*client, **server, SIZE_MAX, nullptr));
  scope.spawn(Pump::run(**server, *client, cut_after, client.get()));
  co_await scope.join();
}

TEST_F(TlsTest, CutConnectionIsNotAnEnd) {
  listen([this](auto stream) { return echo_after_starttls(std::move(stream), server_.get()); });
  const Endpoint behind = listener_->endpoints()[0];
  auto opened = Listener::open({*parse_endpoint("127.0.0.1:0")}, nullptr, {});
  auto relay_listener = *std::move(opened);
  std::size_t cut_after = 100'000;
  relay_listener->start(all_loops(group_),
                        [&](auto stream) { return relay(std::move(stream), behind, cut_after); });
  Loop& loop = group_.at(0);
  const std::string text(1'000'000, 'x');
  const auto truncated =
      sync_wait(loop, ask(loop, relay_listener->endpoints()[0], trust_.get(), "localhost", text));
  ASSERT_FALSE(truncated.ok());
  EXPECT_TRUE(truncated.error().is(Errc::tls_truncated)) << truncated.error().message();
  cut_after = SIZE_MAX;
  EXPECT_TRUE(
      sync_wait(loop, ask(loop, relay_listener->endpoints()[0], trust_.get(), "localhost", text))
          .ok());
}

Task<void> keep_silent(std::unique_ptr<Stream> stream) {
  (void)co_await stream->loop().sleep(20s);
}

TEST_F(TlsTest, HandshakeEndsAtItsDeadline) {
  listen(keep_silent);
  struct Body {
    static Task<Result<void>> run(Loop& loop, Endpoint to, TlsContext* trust) {
      CO_TRY_ASSIGN(auto stream, co_await tcp_connect(loop, to, Deadline::in(10s)));
      co_return co_await stream->start_tls(*trust, Deadline::in(30ms), "localhost");
    }
  };
  Loop& loop = group_.at(0);
  const auto result = sync_wait(loop, Body::run(loop, listener_->endpoints()[0], trust_.get()));
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(Errc::timeout));
}

Task<void> answer_plainly(std::unique_ptr<Stream> stream) {
  (void)co_await stream->write_all(as_bytes("220 not TLS at all\r\n"), Deadline::in(10s));
  std::array<std::uint8_t, 1000> buffer{};
  (void)co_await stream->read_some(buffer, Deadline::in(10s));
}

TEST_F(TlsTest, PeerWithoutTlsIsAHandshakeError) {
  listen(answer_plainly);
  Loop& loop = group_.at(0);
  const auto result = sync_wait(loop, read_over_tls(loop, listener_->endpoints()[0], trust_.get()));
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(Errc::tls_failed)) << result.error().message();
}

Task<void> say_when_gone(std::unique_ptr<Stream> stream, TlsContext* context,
                         std::atomic<int>* gone) {
  if (!(co_await stream->start_tls(*context, Deadline::in(10s), "")).ok()) co_return;
  const auto why = co_await stream->wait_peer(Deadline::in(10s));
  *gone = why.ok() && *why == Stream::PeerWait::gone ? 1 : 2;
}

Task<Result<void>> connect_and_leave(Loop& loop, Endpoint to, TlsContext* trust) {
  CO_TRY_ASSIGN(auto stream, co_await tcp_connect(loop, to, Deadline::in(10s)));
  CO_TRY(co_await stream->start_tls(*trust, Deadline::in(10s), "localhost"));
  CO_TRY(co_await loop.sleep(5ms));
  co_return Result<void>();
}

TEST_F(TlsTest, CloseNotifyCountsAsGone) {
  std::atomic<int> gone{0};
  listen([&](auto stream) { return say_when_gone(std::move(stream), server_.get(), &gone); });
  Loop& loop = group_.at(0);
  ASSERT_TRUE(
      sync_wait(loop, connect_and_leave(loop, listener_->endpoints()[0], trust_.get())).ok());
  for (int i = 0; gone == 0 && i < 5000; ++i) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(gone, 1);
}

}  // namespace
}  // namespace nightmail::net
