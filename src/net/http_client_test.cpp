// SPDX-License-Identifier: Apache-2.0
#include "net/http_client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "net/errors.h"
#include "net/event_source.h"
#include "net/http_server.h"
#include "net/listener.h"
#include "net/tls_test_support.h"

namespace nightmail::net {
namespace {

using namespace std::chrono_literals;

class EndlessSource final : public BodySource {
 public:
  EndlessSource(Loop& loop, int pieces, std::chrono::milliseconds pause)
      : loop_(loop), left_(pieces), pause_(pause) {}
  Task<Result<std::optional<Bytes>>> next() override {
    if (left_-- == 0) co_return std::optional<Bytes>();
    if (pause_ > 0ms) CO_TRY(co_await loop_.sleep(pause_));
    co_return std::optional<Bytes>(to_bytes(
        format_event({.event = "n", .data = "x", .id = std::to_string(left_), .retry_ms = {}})));
  }

 private:
  Loop& loop_;
  int left_;
  std::chrono::milliseconds pause_;
};

class Service final : public HttpHandler {
 public:
  Task<HeadVerdict> on_head(const RequestHead&, Loop&) override { co_return BodyLimit{10'000'000}; }
  Task<Response> handle(Request request, Loop& loop) override {
    ++requests;
    Response response;
    const auto& segments = request.head.target.segments;
    if (segments[0] == "echo") response.body = std::move(request.body);
    if (segments[0] == "missing") response = make_response(404, "text/plain", "no");
    if (segments[0] == "close") response.headers.add("Connection", "close");
    if (segments[0] == "large") response.body = Bytes(3'000'000, 'x');
    if (segments[0] == "events") {
      response.source = std::make_unique<EndlessSource>(loop, 1000, 0ms);
    }
    if (segments[0] == "slow-events") {
      response.source = std::make_unique<EndlessSource>(loop, 1000, 10ms);
    }
    if (segments[0] == "silent") (void)co_await loop.sleep(10s);
    co_return response;
  }
  std::atomic<int> requests{0};
};

// Says for ever that the answer will come.
Task<void> promise_for_ever(std::unique_ptr<Stream> stream) {
  Bytes request(4096);
  (void)co_await stream->read_some(request, Deadline::in(5s));
  for (int i = 0; i < 10'000; ++i) {
    const auto sent =
        co_await stream->write_all(as_bytes("HTTP/1.1 100 Continue\r\n\r\n"), Deadline::in(5s));
    if (!sent.ok()) co_return;
  }
}

TEST(HttpClientHostile, InterimAnswersAreNotReadForEver) {
  SystemRandom random;
  LoopGroup group(1);
  auto limit = std::make_shared<ConnectionLimit>(ConnectionLimit::Limits{}, random);
  auto listener = *Listener::open({*parse_endpoint("127.0.0.1:0")}, std::move(limit), {});
  group.start();
  listener->start(all_loops(group), promise_for_ever);
  const std::string url = "http://" + to_text(listener->endpoints().front());
  HttpClient client(*parse_base_url(url), nullptr, {});
  ClientRequest request;
  request.target = "/";
  const auto response = client.send(request);
  ASSERT_FALSE(response.ok());
  EXPECT_TRUE(response.error().is(Errc::bad_http)) << response.error().message();
  group.stop(1s);
}

class HttpClientTest : public testing::TestWithParam<bool> {
 protected:
  HttpClientTest() { restart(); }
  ~HttpClientTest() override { group_->stop(1s); }

  void restart() {
    server_ = std::make_unique<HttpServer>(service_, server_options_,
                                           GetParam() ? server_tls_ : nullptr, clock_);
    listener_ =
        *Listener::open({*parse_endpoint("127.0.0.1:0")},
                        std::make_shared<ConnectionLimit>(ConnectionLimit::Limits{}, random_), {});
    group_ = std::make_unique<LoopGroup>(1);
    group_->start();
    listener_->start(all_loops(*group_), [this](auto s) {
      ++connections_;
      return server_->serve(std::move(s));
    });
  }
  [[nodiscard]] BaseUrl url() const {
    return {
        .tls = GetParam(), .host = "localhost", .port = listener_->endpoints()[0].port, .path = ""};
  }
  std::unique_ptr<HttpClient> client(HttpClientOptions options = {}) {
    return std::make_unique<HttpClient>(url(), client_tls_, options);
  }
  static ClientRequest get(std::string target) {
    ClientRequest request;
    request.target = std::move(target);
    return request;
  }

  TestCertificate files_{"DNS:localhost"};
  std::shared_ptr<TlsContext> server_tls_ =
      *TlsContext::server({files_.certificate(), files_.key()});
  std::shared_ptr<TlsContext> client_tls_ =
      *TlsContext::client({.system_roots = false, .extra_ca_file = files_.certificate()});
  Service service_;
  SystemRandom random_;
  SystemClock clock_;
  HttpServerOptions server_options_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<LoopGroup> group_;
  std::atomic<int> connections_{0};
};

INSTANTIATE_TEST_SUITE_P(PlainAndTls, HttpClientTest, testing::Bool());

TEST_P(HttpClientTest, RequestsShareAConnection) {
  const auto http = client();
  for (const std::size_t size : {0, 5, 100'000, 5'000'000}) {
    ClientRequest request = get("/echo");
    request.method = Method::post;
    request.body = Bytes(size, 'y');
    const auto response = http->send(request);
    ASSERT_TRUE(response.ok()) << response.error().message();
    EXPECT_EQ(response->status, 200U);
    EXPECT_EQ(response->body, request.body);
  }
  EXPECT_EQ(http->send(get("/missing"))->status, 404U);
  EXPECT_EQ(to_string(http->send(get("/missing"))->body), "no");
  ClientRequest head = get("/large");
  head.method = Method::head;
  EXPECT_EQ(*http->send(head)->headers.find("content-length"), "3000000");
  EXPECT_EQ(connections_, 1);
}

TEST_P(HttpClientTest, ConnectionClosedMeanwhileIsOpenedAgain) {
  group_->stop(1s);
  server_options_.idle_time = 200ms;
  restart();
  const auto http = client();
  ClientRequest request = get("/echo");
  request.method = Method::post;
  ASSERT_TRUE(http->send(request).ok());
  std::this_thread::sleep_for(400ms);  // the server's idle time
  const auto again = http->send(request);
  EXPECT_TRUE(again.ok()) << again.error().message();
  EXPECT_EQ(service_.requests, 2);
  EXPECT_EQ(connections_, 2);
}

TEST_P(HttpClientTest, LargeAnswersAreRefusedUnlessStreamed) {
  HttpClientOptions options;
  options.body_limit = 1'000'000;
  const auto http = client(options);
  const auto refused = http->send(get("/large"));
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(Errc::too_large));
  std::size_t total = 0;
  std::size_t largest = 0;
  const auto streamed = http->send_streaming(get("/large"), [&](ByteView piece) -> Result<bool> {
    total += piece.size();
    largest = std::max(largest, piece.size());
    return true;
  });
  ASSERT_TRUE(streamed.ok());
  EXPECT_EQ(total, 3'000'000U);
  EXPECT_LT(largest, 200'000U);
  EXPECT_TRUE(streamed->body.empty());
}

TEST_P(HttpClientTest, ErrorsAreKeptFromTheSink) {
  const auto http = client();
  bool called = false;
  const auto response = http->send_streaming(get("/missing"), [&](ByteView) -> Result<bool> {
    called = true;
    return true;
  });
  EXPECT_EQ(response->status, 404U);
  EXPECT_EQ(to_string(response->body), "no");
  EXPECT_FALSE(called);
}

TEST_P(HttpClientTest, EventsArriveAsTheyAreSent) {
  const auto http = client();
  EventParser parser;
  std::size_t count = 0;
  const auto sink = [&](ByteView piece) -> Result<bool> {
    TRY_ASSIGN(const auto events, parser.feed(as_text(piece)));
    count += events.size();
    return count < 5;
  };
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(http->send_streaming(get("/slow-events"), sink).ok());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
  EXPECT_GE(count, 5U);
  count = 0;
  const auto all = http->send_streaming(get("/events"), [&](ByteView piece) -> Result<bool> {
    TRY_ASSIGN(const auto events, parser.feed(as_text(piece)));
    count += events.size();
    return true;
  });
  EXPECT_TRUE(all.ok());
  EXPECT_EQ(count, 1000U);
}

TEST_P(HttpClientTest, SinkErrorsComeBack) {
  const auto http = client();
  const auto response = http->send_streaming(
      get("/large"), [](ByteView) -> Result<bool> { return Error(Errc::overloaded, "disk full"); });
  ASSERT_FALSE(response.ok());
  EXPECT_TRUE(response.error().is(Errc::overloaded));
  EXPECT_TRUE(http->send(get("/echo")).ok());
}

TEST_P(HttpClientTest, SilenceEndsAtItsDeadlineOrByInterrupt) {
  HttpClientOptions options;
  options.progress_time = 50ms;
  const auto http = client(options);
  const auto late = http->send(get("/silent"));
  ASSERT_FALSE(late.ok());
  EXPECT_TRUE(late.error().is(Errc::timeout));
  ClientRequest patient = get("/silent");
  patient.silence = 20s;
  std::thread other([&] {
    std::this_thread::sleep_for(50ms);
    http->interrupt();
  });
  const auto interrupted = http->send(patient);
  other.join();
  ASSERT_FALSE(interrupted.ok());
  EXPECT_TRUE(interrupted.error().is(Errc::stopped));
  EXPECT_FALSE(http->send(get("/echo")).ok());
  http->resume();
  EXPECT_TRUE(http->send(get("/echo")).ok());
}

TEST_P(HttpClientTest, EachFailureHasItsOwnError) {
  BaseUrl nowhere = url();
  listener_.reset();
  group_->stop();
  const auto refused = HttpClient(nowhere, client_tls_, {}).send(get("/"));
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(Errc::refused)) << refused.error().message();
  nowhere.host = "does-not-exist.invalid";
  const auto unknown = HttpClient(nowhere, client_tls_, {}).send(get("/"));
  ASSERT_FALSE(unknown.ok());
  EXPECT_TRUE(unknown.error().is(Errc::name_not_found)) << unknown.error().message();
}

TEST_P(HttpClientTest, UntrustedCertificateIsAVerifyError) {
  if (!GetParam()) GTEST_SKIP() << "needs TLS";
  const auto strangers = *TlsContext::client({.system_roots = true, .extra_ca_file = ""});
  const auto response = HttpClient(url(), strangers, {}).send(get("/echo"));
  ASSERT_FALSE(response.ok());
  EXPECT_TRUE(is_untrusted_peer(response.error())) << response.error().message();
}

TEST_P(HttpClientTest, FieldsAndTargetsCannotCarryLineEnds) {
  const auto http = client();
  EXPECT_FALSE(http->send(get("/echo HTTP/1.1\r\nX: y")).ok());
  ClientRequest request = get("/echo");
  request.headers.add("X", "a\r\nY: b");
  EXPECT_FALSE(http->send(request).ok());
  EXPECT_EQ(service_.requests, 0);
}

}  // namespace
}  // namespace nightmail::net
