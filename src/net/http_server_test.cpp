// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "net/errors.h"
#include "net/listener.h"
#include "net/sync_wait.h"

namespace nightmail::net {
namespace {

using namespace std::chrono_literals;
using testing::Test;

// A client that sends what the test says and knows nothing of HTTP.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{10, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof(to)), 0);
  }
  ~RawClient() { close(fd_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void half_close() { shutdown(fd_, SHUT_WR); }
  std::string read_until(std::string_view end) {
    while (got_.find(end) == std::string::npos && read_more()) {
    }
    const std::size_t at = got_.find(end);
    const std::size_t size = at == std::string::npos ? got_.size() : at + end.size();
    std::string result = got_.substr(0, size);
    got_.erase(0, size);
    return result;
  }
  std::string read_to_close() {
    while (read_more()) {
    }
    return std::move(got_);
  }
  std::string ask(std::string_view text) {
    send(text);
    return read_to_close();
  }

 private:
  bool read_more() {
    char buffer[4096];
    const ssize_t got = recv(fd_, buffer, sizeof(buffer), 0);
    if (got <= 0) return false;
    got_.append(buffer, static_cast<std::size_t>(got));
    return true;
  }
  int fd_;
  std::string got_;
};

// Counts up: "1,2,3,".
class CountingSource final : public BodySource {
 public:
  explicit CountingSource(int count) : left_(count) {}
  Task<Result<std::optional<Bytes>>> next() override {
    if (left_ == 0) co_return std::optional<Bytes>();
    co_return std::optional<Bytes>(to_bytes(std::to_string(left_--) + ","));
  }

 private:
  int left_;
};

class FailingSource final : public BodySource {
 public:
  Task<Result<std::optional<Bytes>>> next() override {
    if (!begun_) {
      begun_ = true;
      co_return std::optional<Bytes>(to_bytes("part"));
    }
    co_return Error(Errc::source_failed);
  }

 private:
  bool begun_ = false;
};

// Says one thing and then waits until the peer goes.
class IdleSource final : public BodySource {
 public:
  IdleSource(Loop& loop, std::atomic<int>& gone) : gone_event_(loop), gone_(gone) {}
  Task<Result<std::optional<Bytes>>> next() override {
    if (!greeted_) {
      greeted_ = true;
      co_return std::optional<Bytes>(to_bytes(": hello\n\n"));
    }
    (void)co_await gone_event_.wait(Deadline::never());
    if (gone_event_.is_set()) ++gone_;
    co_return std::optional<Bytes>();
  }
  void peer_gone() override { gone_event_.set(); }

 private:
  Event gone_event_;
  std::atomic<int>& gone_;
  bool greeted_ = false;
};

class TestHandler final : public HttpHandler {
 public:
  Task<HeadVerdict> on_head(const RequestHead& head, Loop&) override {
    if (head.target.path == "/early") {
      co_return make_response(401, "text/plain", "who are you?");
    }
    co_return BodyLimit{1000};
  }
  Task<Response> handle(Request request, Loop& loop) override {
    ++handled;
    const std::string& path = request.head.target.path;
    Response response;
    if (path == "/count") response.source = std::make_unique<CountingSource>(3);
    if (path == "/sized") {
      response.source = std::make_unique<CountingSource>(3);
      response.source_size = 6;
    }
    if (path == "/fails") response.source = std::make_unique<FailingSource>();
    if (path == "/idle") response.source = std::make_unique<IdleSource>(loop, gone);
    if (path == "/large") response.body = Bytes(100'000, 'x');
    if (path == "/split") response.headers.add("X-Evil", "a\r\nSet-Cookie: b");
    if (path == "/slow") (void)co_await loop.sleep(20ms);
    if (path == "/echo" || path == "/slow") {
      response.body =
          to_bytes(std::string(method_name(request.head.method)) + " " + to_string(request.body));
    }
    co_return response;
  }
  std::atomic<int> handled{0};
  std::atomic<int> gone{0};
};

class HttpServerTest : public Test {
 protected:
  HttpServerTest() {
    HttpServerOptions options;
    options.head_time = 100ms;
    options.progress_time = 100ms;
    options.always = {{"X-Content-Type-Options", "nosniff"}};
    server_ = std::make_unique<HttpServer>(handler_, options, nullptr, clock_);
    auto opened = Listener::open({*parse_endpoint("127.0.0.1:0")}, nullptr, {});
    listener_ = *std::move(opened);
    group_.start();
    listener_->start(all_loops(group_), [this](auto s) { return server_->serve(std::move(s)); });
  }
  ~HttpServerTest() override { EXPECT_EQ(group_.stop(1s), 0U); }

  [[nodiscard]] std::uint16_t port() const { return listener_->endpoints()[0].port; }
  std::string ask(std::string_view text) { return RawClient(port()).ask(text); }

  TestHandler handler_;
  ManualClock clock_;
  LoopGroup group_{2};
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<Listener> listener_;
};

std::string get(std::string_view path, std::string_view more = "Connection: close\r\n") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n" + std::string(more) + "\r\n";
}

bool has_status(const std::string& response, int status) {
  return response.starts_with("HTTP/1.1 " + std::to_string(status) + " ");
}

TEST_F(HttpServerTest, AnswersWithAllHeaders) {
  EXPECT_EQ(ask(get("/echo")),
            "HTTP/1.1 200 OK\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\nContent-Length: 4\r\n"
            "Connection: close\r\nX-Content-Type-Options: nosniff\r\n\r\nGET ");
}

TEST_F(HttpServerTest, PipelinedRequestsAreAnsweredInOrder) {
  RawClient client(port());
  const std::string answers = client.ask(
      "POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none" + get("/count", "") +
      "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "2\r\ntw\r\n1;ext=1\r\no\r\n0\r\n\r\n" +
      get("/echo"));
  const std::size_t one = answers.find("POST one");
  const std::size_t count = answers.find("2\r\n3,\r\n2\r\n2,\r\n2\r\n1,\r\n0\r\n\r\n");
  const std::size_t two = answers.find("POST two");
  const std::size_t last = answers.find("GET ");
  EXPECT_TRUE(one < count && count < two && two < last && last != std::string::npos) << answers;
}

TEST_F(HttpServerTest, HeadHasTheLengthButNoBody) {
  const std::string answer = ask("HEAD /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_NE(answer.find("Content-Length: 100000\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(HttpServerTest, LargeBodiesComeWhole) {
  const std::string answer = ask(get("/large"));
  EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, 100'000U);
}

TEST_F(HttpServerTest, KnownSizeIsNotChunked) {
  const std::string answer = ask(get("/sized"));
  EXPECT_NE(answer.find("Content-Length: 6\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n3,2,1,"));
}

TEST_F(HttpServerTest, FailingBodyIsCutNotEnded) {
  const std::string answer = ask(get("/fails", ""));
  EXPECT_TRUE(answer.ends_with("4\r\npart\r\n")) << answer;
}

TEST_F(HttpServerTest, Http10GetsItsBodyUpToTheEnd) {
  const std::string answer = ask("GET /count HTTP/1.0\r\n\r\n");
  EXPECT_EQ(answer.find("chunked"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n3,2,1,"));
}

TEST_F(HttpServerTest, BadRequestsAreRefused) {
  EXPECT_TRUE(has_status(ask("what is this\r\n\r\n"), 400));
  EXPECT_TRUE(has_status(ask("GET / HTTP/1.1\r\n\r\n"), 400));  // no Host
  EXPECT_TRUE(has_status(ask("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400));
  EXPECT_TRUE(has_status(ask("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"), 400));
  EXPECT_TRUE(has_status(ask("GET /a/../b HTTP/1.1\r\nHost: x\r\n\r\n"), 400));
  EXPECT_TRUE(has_status(ask(std::string("GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 28)), 400));
  EXPECT_EQ(handler_.handled, 0);
}

// RFC 9112 §11.2: what two programs may read differently.
TEST_F(HttpServerTest, AmbiguousFramingIsRefused) {
  const std::string post = "POST /echo HTTP/1.1\r\nHost: x\r\n";
  EXPECT_TRUE(has_status(
      ask(post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400));
  EXPECT_TRUE(has_status(ask(post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"), 400));
  EXPECT_TRUE(has_status(ask(post + "Content-Length: +3\r\n\r\nabc"), 400));
  EXPECT_TRUE(has_status(ask(post + "Transfer-Encoding: gzip\r\n\r\nabc"), 501));
  EXPECT_TRUE(has_status(ask(post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), 501));
  EXPECT_TRUE(
      has_status(ask("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400));
  EXPECT_EQ(handler_.handled, 0);
}

TEST_F(HttpServerTest, HeadsAreLimited) {
  EXPECT_TRUE(has_status(ask(get("/" + std::string(20'000, 'a'))), 431));
  EXPECT_TRUE(has_status(ask(get("/", "A: " + std::string(20'000, 'a') + "\r\n")), 431));
  EXPECT_TRUE(has_status(
      ask(get("/echo", "A: " + std::string(10'000, 'a') + "\r\nConnection: close\r\n")), 200));
}

TEST_F(HttpServerTest, BodiesAreLimited) {
  const std::string post = "POST /echo HTTP/1.1\r\nHost: x\r\n";
  EXPECT_TRUE(
      has_status(ask(post + "Content-Length: 2000000\r\n\r\n" + std::string(2'000'000, 'x')), 413));
  EXPECT_TRUE(has_status(
      ask(post + "Transfer-Encoding: chunked\r\n\r\n7d0\r\n" + std::string(2000, 'x')), 413));
  // Many small chunks.
  std::string chunks;
  for (int i = 0; i < 2000; ++i) chunks += "1\r\nx\r\n";
  EXPECT_TRUE(has_status(ask(post + "Transfer-Encoding: chunked\r\n\r\n" + chunks), 413));
  EXPECT_TRUE(has_status(ask(post + "Transfer-Encoding: chunked\r\n\r\n1;" +
                             std::string(200'000, 'e') + "\r\nx\r\n0\r\n\r\n"),
                         400));
  EXPECT_EQ(handler_.handled, 0);
}

TEST_F(HttpServerTest, EarlyResponseKeepsTheConnectionOnlyWithoutABody) {
  RawClient client(port());
  client.send(get("/early", ""));
  EXPECT_TRUE(has_status(client.read_until("who are you?"), 401));
  EXPECT_TRUE(client.ask(get("/echo")).ends_with("GET "));
  const std::string refused = ask("POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n");
  EXPECT_TRUE(has_status(refused, 401));
  EXPECT_NE(refused.find("Connection: close"), std::string::npos);
}

TEST_F(HttpServerTest, ContinuesWhenAskedAndAllowed) {
  RawClient client(port());
  client.send(
      "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
      "Connection: close\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(client.ask("ab").ends_with("POST ab"));
  EXPECT_TRUE(has_status(ask("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                             "Content-Length: 20000\r\n\r\n"),
                         413));
}

TEST_F(HttpServerTest, SlowSendersAreToldSoAndCutOff) {
  RawClient silent_in_head(port());
  silent_in_head.send("GET / HT");
  EXPECT_TRUE(has_status(silent_in_head.read_to_close(), 408));
  RawClient silent_in_body(port());
  silent_in_body.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc");
  EXPECT_TRUE(has_status(silent_in_body.read_to_close(), 408));
}

TEST_F(HttpServerTest, DrippingSendersAreCutOff) {
  RawClient client(port());
  client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n");
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) {
    client.send("x");
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_TRUE(has_status(client.read_to_close(), 408));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST_F(HttpServerTest, HalfClosedClientStillGetsItsAnswer) {
  RawClient client(port());
  client.send(get("/slow", ""));
  client.half_close();
  EXPECT_TRUE(has_status(client.read_to_close(), 200));
}

TEST_F(HttpServerTest, IdleStreamNoticesThatTheClientHasGone) {
  {
    RawClient client(port());
    client.send(get("/idle", ""));
    EXPECT_NE(client.read_until("hello").find("200 OK"), std::string::npos);
    EXPECT_EQ(handler_.gone, 0);
  }
  for (int i = 0; handler_.gone == 0 && i < 5000; ++i) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(handler_.gone, 1);
}

TEST_F(HttpServerTest, StopEndsIdleStreamsAndIdleConnections) {
  RawClient idle_stream(port());
  idle_stream.send(get("/idle", ""));
  idle_stream.read_until("hello");
  RawClient idle_connection(port());
  idle_connection.send(get("/echo", ""));
  idle_connection.read_until("GET ");
  EXPECT_EQ(group_.stop(1s), 0U);
  EXPECT_EQ(idle_connection.read_to_close(), "");
}

TEST_F(HttpServerTest, FieldValuesCannotBeginAFieldOfTheirOwn) {
  const std::string answer = ask(get("/split"));
  EXPECT_NE(answer.find("X-Evil: a__Set-Cookie: b\r\n"), std::string::npos);
}

TEST_F(HttpServerTest, ClientThatNeverSendsIsDroppedWithoutAWord) {
  RawClient client(port());
  client.half_close();
  EXPECT_EQ(client.read_to_close(), "");
}

}  // namespace
}  // namespace nightmail::net
