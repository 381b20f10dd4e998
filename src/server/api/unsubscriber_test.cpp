// SPDX-License-Identifier: Apache-2.0
//
// One-click POSTs to a real TLS server on loopback that stands for a mailing list's host.
#include "server/api/unsubscriber.h"

#include <gtest/gtest.h>

#include <mutex>
#include <vector>

#include "net/fake_resolver_test_support.h"
#include "net/http_server.h"
#include "net/listener.h"
#include "net/tls_test_support.h"

namespace nightmail::api {
namespace {

using Outcome = UnsubscribeOutcome;

class ListHost final : public net::HttpHandler {
 public:
  net::Task<net::HeadVerdict> on_head(const net::RequestHead&, net::Loop&) override {
    co_return net::HeadVerdict(net::BodyLimit{1000, nullptr});
  }
  net::Task<net::Response> handle(net::Request request, net::Loop&) override {
    const std::lock_guard lock(mutex);
    asked.push_back(std::move(request));
    auto response = net::make_response(status, "text/html", "<p>whatever</p>");
    if (status == 302) response.headers.set("Location", "https://list.test/again");
    co_return response;
  }
  std::mutex mutex;
  unsigned status = 200;
  std::vector<net::Request> asked;
};

class Unsubscribing : public testing::Test {
 protected:
  Unsubscribing() {
    resolver_.set("list.test", net::RecordType::a, {{127, 0, 0, 1}});
    group_.start();
    listener_ = *net::Listener::open({*net::parse_endpoint("127.0.0.1:0")}, nullptr, {});
    listener_->start(net::all_loops(group_),
                     [this](auto stream) { return server_.serve(std::move(stream)); });
  }
  ~Unsubscribing() override { group_.stop(); }

  std::unique_ptr<Unsubscriber> unsubscriber(bool private_addresses = true) {
    fetcher_ = std::make_unique<net::Fetcher>(
        resolver_, trust_, net::FetchRules{private_addresses, listener_->endpoints()[0].port});
    return std::make_unique<Unsubscriber>(*fetcher_, group_, clock_, random_);
  }

  Outcome post(Unsubscriber& with) {
    return with.post(store::AccountId{1}, "https://list.test/u?id=7");
  }

  net::TestCertificate files_{"DNS:list.test"};
  std::shared_ptr<net::TlsContext> tls_ =
      *net::TlsContext::server({files_.certificate(), files_.key()});
  std::shared_ptr<net::TlsContext> trust_ =
      *net::TlsContext::client({.system_roots = false, .extra_ca_file = files_.certificate()});
  ManualClock clock_;
  SystemRandom random_;
  net::FakeResolver resolver_;
  ListHost host_;
  net::HttpServer server_{host_, {}, tls_, clock_};
  net::LoopGroup group_{1};
  std::unique_ptr<net::Listener> listener_;
  std::unique_ptr<net::Fetcher> fetcher_;
};

TEST_F(Unsubscribing, PostsTheFieldAndNothingElse) {
  const auto with = unsubscriber();
  EXPECT_EQ(post(*with), Outcome::done);
  ASSERT_EQ(host_.asked.size(), 1U);
  const net::Request& request = host_.asked[0];
  EXPECT_EQ(request.head.method, net::Method::post);
  EXPECT_EQ(request.head.target.path, "/u");
  EXPECT_EQ(as_text(request.body), "List-Unsubscribe=One-Click");
  EXPECT_EQ(*request.head.headers.find("Content-Type"), "application/x-www-form-urlencoded");
  for (const char* absent : {"Cookie", "Authorization", "Referer", "Origin", "X-Forwarded-For"}) {
    EXPECT_EQ(request.head.headers.find(absent), nullptr) << absent;
  }
}

TEST_F(Unsubscribing, SaysWhatCameOfIt) {
  const auto with = unsubscriber();
  host_.status = 403;
  EXPECT_EQ(post(*with), Outcome::refused);
  host_.status = 302;  // RFC 8058 §3.1: nobody follows
  EXPECT_EQ(post(*with), Outcome::refused);
  EXPECT_EQ(host_.asked.size(), 2U);
  EXPECT_EQ(with->post(store::AccountId{1}, "https://nowhere.test/u"), Outcome::unreachable);
  EXPECT_EQ(with->post(store::AccountId{1}, "http://list.test/u"), Outcome::unreachable);
}

TEST_F(Unsubscribing, TheServersOwnNetworkIsOutOfReach) {
  const auto with = unsubscriber(false);
  EXPECT_EQ(post(*with), Outcome::unreachable);
  EXPECT_TRUE(host_.asked.empty());
}

TEST_F(Unsubscribing, AnAccountMayDoSoOften) {
  const auto with = unsubscriber(false);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(post(*with), Outcome::unreachable);
  EXPECT_EQ(post(*with), Outcome::rate_limited);
  EXPECT_EQ(with->post(store::AccountId{2}, "https://list.test/u"), Outcome::unreachable);
}

}  // namespace
}  // namespace nightmail::api
