// SPDX-License-Identifier: Apache-2.0
#include "net/fetch.h"

#include <gtest/gtest.h>

#include "net/errors.h"
#include "net/fake_resolver_test_support.h"
#include "net/listener.h"
#include "net/sync_wait.h"
#include "net/tls_test_support.h"

namespace nightmail::net {
namespace {

using namespace std::chrono_literals;

// Says `answer` to whatever is asked, or nothing and waits if it is empty.
class FetchTest : public testing::Test {
 protected:
  FetchTest() {
    resolver_.set("keys.example", RecordType::a, {{127, 0, 0, 1}});
    group_.start();
    listener_ = *Listener::open({*parse_endpoint("127.0.0.1:0")}, nullptr, {});
    listener_->start(all_loops(group_), [this](auto stream) {
      return serve(std::move(stream), server_.get(), &answers_, &asked_);
    });
  }
  ~FetchTest() override { group_.stop(); }

  static Task<void> serve(std::unique_ptr<Stream> stream, TlsContext* context,
                          std::vector<std::string>* answers, std::string* asked) {
    if (!(co_await stream->start_tls(*context, Deadline::in(10s))).ok()) co_return;
    std::array<std::uint8_t, 4096> buffer{};
    const auto got = co_await stream->read_some(buffer, Deadline::in(10s));
    if (!got.ok() || answers->empty()) co_return;
    *asked += as_text(ByteView(buffer).first(*got));
    const std::string answer = answers->front();
    answers->erase(answers->begin());
    if (answer.empty()) {
      (void)co_await stream->read_some(buffer, Deadline::in(10s));
      co_return;
    }
    (void)co_await stream->write_all(as_bytes(answer), Deadline::in(10s));
    stream->shutdown_write();
  }

  Fetcher fetcher(bool private_addresses = true) {
    return {resolver_, trust_, {private_addresses, listener_->endpoints()[0].port}};
  }
  Result<Fetched> get(const std::string& url, FetchLimits limits = {}) {
    const Fetcher fetching = fetcher();
    return sync_wait(group_.at(0), fetching.get(group_.at(0), url, limits));
  }

  TestCertificate files_{"DNS:keys.example"};
  std::shared_ptr<TlsContext> server_ = *TlsContext::server({files_.certificate(), files_.key()});
  std::shared_ptr<TlsContext> trust_ =
      *TlsContext::client({.system_roots = false, .extra_ca_file = files_.certificate()});
  FakeResolver resolver_;
  LoopGroup group_{1};
  std::unique_ptr<Listener> listener_;
  std::vector<std::string> answers_;
  std::string asked_;
};

TEST_F(FetchTest, GetsABody) {
  answers_ = {"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"};
  const auto fetched = get("https://keys.example/a?b=c");
  ASSERT_TRUE(fetched.ok()) << fetched.error().message();
  EXPECT_EQ(fetched->status, 200U);
  EXPECT_EQ(as_text(fetched->body), "hello");
  EXPECT_EQ(*fetched->headers.find("content-type"), "text/plain");
  EXPECT_TRUE(asked_.starts_with("GET /a?b=c HTTP/1.1\r\nHost: keys.example\r\n")) << asked_;
}

TEST_F(FetchTest, UnderstandsChunksAndBodiesUntilTheEnd) {
  answers_ = {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
              "HTTP/1.0 404 No\r\n\r\nxyz"};
  EXPECT_EQ(as_text(get("https://keys.example/")->body), "abc");
  const auto second = get("https://keys.example/");
  EXPECT_EQ(second->status, 404U);
  EXPECT_EQ(as_text(second->body), "xyz");
}

TEST_F(FetchTest, RefusesWhatIsTooLargeOrCutOffOrNoHttp) {
  answers_ = {"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x'),
              "HTTP/1.1 200 OK\r\n\r\n" + std::string(101, 'x'),
              "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc", "220 mail.example ESMTP\r\n"};
  EXPECT_TRUE(get("https://keys.example/", {.body = 100}).error().is(Errc::too_large));
  EXPECT_TRUE(get("https://keys.example/", {.body = 100}).error().is(Errc::too_large));
  EXPECT_TRUE(get("https://keys.example/").error().is(Errc::closed));
  EXPECT_TRUE(get("https://keys.example/").error().is(Errc::bad_http));
}

TEST_F(FetchTest, WaitsNoLongerThanAsked) {
  answers_ = {""};
  EXPECT_TRUE(get("https://keys.example/", {.time = 100ms}).error().is(Errc::timeout));
}

TEST_F(FetchTest, FollowsRedirectsOnlyWhenAskedAndOnlyToHttps) {
  const std::string here = "HTTP/1.1 301 Moved\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n";
  answers_ = {here, here, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb",
              "HTTP/1.1 302 F\r\nLocation: http://keys.example/\r\nContent-Length: 0\r\n\r\n"};
  EXPECT_EQ(get("https://keys.example/a")->status, 301U);
  EXPECT_EQ(as_text(get("https://keys.example/a", {.redirects = 1})->body), "b");
  EXPECT_TRUE(get("https://keys.example/a", {.redirects = 1}).error().is(Errc::bad_url));
}

// A stranger's name may not lead to our own network.
TEST_F(FetchTest, ConnectsToPublicAddressesOnly) {
  const Fetcher careful = fetcher(false);
  Loop& loop = group_.at(0);
  answers_ = {"HTTP/1.1 200 OK\r\n\r\nsecret"};
  for (const char* url : {"https://keys.example/", "https://127.0.0.1/", "https://[::1]/",
                          "https://10.0.0.1/", "https://[::ffff:127.0.0.1]/"}) {
    const auto fetched = sync_wait(loop, careful.get(loop, url, {}));
    ASSERT_FALSE(fetched.ok());
    EXPECT_TRUE(fetched.error().is(Errc::address_bad)) << fetched.error().message();
  }
  EXPECT_EQ(asked_, "");
  EXPECT_TRUE(get("https://nowhere.example/").error().is(Errc::name_not_found));
}

TEST_F(FetchTest, ChecksTheCertificate) {
  resolver_.set("other.example", RecordType::a, {{127, 0, 0, 1}});
  answers_ = {"HTTP/1.1 200 OK\r\n\r\nx"};
  EXPECT_TRUE(get("https://other.example/").error().is(Errc::tls_wrong_name));
  EXPECT_TRUE(get("http://keys.example/").error().is(Errc::bad_url));
}

TEST_F(FetchTest, PostsABody) {
  answers_ = {"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"};
  const Fetcher fetching = fetcher();
  const auto answer = sync_wait(
      group_.at(0), fetching.post(group_.at(0), "https://keys.example/r",
                                  {{"Content-Type", "application/x"}}, to_bytes("body"), {}));
  EXPECT_EQ(answer->status, 202U);
  EXPECT_TRUE(asked_.starts_with("POST /r ")) << asked_;
  EXPECT_TRUE(asked_.ends_with("Content-Length: 4\r\n\r\nbody")) << asked_;
}

}  // namespace
}  // namespace nightmail::net
