// SPDX-License-Identifier: Apache-2.0
//
// Look-ups over a real TLS server on loopback that stands for the directories of the world.

#include "server/api/key_discovery.h"

#include <gtest/gtest.h>

#include "net/fake_resolver_test_support.h"
#include "net/http_server.h"
#include "net/listener.h"
#include "net/tls_test_support.h"
#include "pgp/seal/certificate.h"
#include "proto/wkd/wkd.h"
#include "support/testdata.h"

namespace nightmail::api {
namespace {

using Kind = DiscoveredKey::Kind;
using Answers = std::map<std::string, std::pair<unsigned, Bytes>>;

constexpr Timestamp kNow{1'795'500'000'000};

Bytes certificate(const std::string& name) {
  const std::string text = testing_support::read_testdata("certificates/" + name + ".asc");
  return pgp::Certificate::parse(as_bytes(text), kNow)->bytes();
}

Kind judged(ByteView body, const std::string& address) {
  return judge_directory_answer(body, address, kNow).kind;
}

TEST(DirectoryAnswer, TheAddressMustBeInTheKey) {
  const auto found = judge_directory_answer(certificate("several-ids"), "b@a.test", kNow);
  EXPECT_EQ(found.kind, Kind::found);
  EXPECT_EQ(pgp::Certificate::parse(found.certificate, kNow)->user_ids(),
            std::vector<std::string>{"Bea <b@a.test>"});
  EXPECT_EQ(judged(certificate("several-ids"), "d@a.test"), Kind::wrong_address);
}

TEST(DirectoryAnswer, EachTroubleHasItsKind) {
  const std::string gnupg = "gnupg@nightmail.test";
  EXPECT_EQ(judged(certificate("gnupg"), gnupg), Kind::found);
  EXPECT_EQ(judged(certificate("expired"), "expired@nightmail.test"), Kind::expired);
  EXPECT_EQ(judged(certificate("revoked"), "revoked@nightmail.test"), Kind::revoked);
  EXPECT_EQ(judged(certificate("sign-only"), "signonly@nightmail.test"), Kind::unusable);
  EXPECT_EQ(judged(as_bytes("<!doctype html><p>Welcome"), gnupg), Kind::unusable);
  EXPECT_EQ(judged({}, gnupg), Kind::unusable);
}

TEST(DirectoryAnswer, ARevokedKeyMayComeWithItsSuccessor) {
  Bytes ring = certificate("revoked");
  append(ring, certificate("gnupg"));
  EXPECT_EQ(judged(ring, "gnupg@nightmail.test"), Kind::found);
}

TEST(DirectoryAnswer, ArmorIsOpened) {
  const std::string text = testing_support::read_testdata("certificates/gnupg.asc");
  EXPECT_EQ(judged(as_bytes(text), "gnupg@nightmail.test"), Kind::found);
}

class World final : public net::HttpHandler {
 public:
  net::Task<net::HeadVerdict> on_head(const net::RequestHead&, net::Loop&) override {
    co_return net::HeadVerdict(net::BodyLimit{0, nullptr});
  }
  net::Task<net::Response> handle(net::Request request, net::Loop&) override {
    const std::string key = *request.head.headers.find("Host") + request.head.target.path;
    ++asked;
    const auto found = answers.find(key);
    if (found == answers.end()) co_return net::make_response(404, "text/plain", "");
    co_return net::make_response(found->second.first, "application/octet-stream",
                                 as_text(found->second.second));
  }
  Answers answers;
  std::atomic<int> asked{0};
};

class Discovery : public testing::Test {
 protected:
  Discovery() {
    for (const char* host : {"openpgpkey.a.test", "b.test"}) {
      resolver_.set(host, net::RecordType::a, {{127, 0, 0, 1}});
    }
    group_.start();
    listener_ = *net::Listener::open({*net::parse_endpoint("127.0.0.1:0")}, nullptr, {});
    listener_->start(net::all_loops(group_),
                     [this](auto stream) { return server_.serve(std::move(stream)); });
  }
  ~Discovery() override { group_.stop(); }

  static std::string place(const wkd::Location& location) {
    return location.host + location.target.substr(0, location.target.find('?'));
  }

  KeyDiscovery discovery(bool private_addresses = true) {
    fetcher_ = std::make_unique<net::Fetcher>(
        resolver_, trust_, net::FetchRules{private_addresses, listener_->endpoints()[0].port});
    return {*fetcher_, group_, clock_, random_};
  }

  Kind ask(KeyDiscovery& from, const std::string& address) {
    return from.find(store::AccountId{1}, {address}).front().kind;
  }

  net::TestCertificate files_{"DNS:openpgpkey.a.test,DNS:b.test"};
  std::shared_ptr<net::TlsContext> tls_ =
      *net::TlsContext::server({files_.certificate(), files_.key()});
  std::shared_ptr<net::TlsContext> trust_ =
      *net::TlsContext::client({.system_roots = false, .extra_ca_file = files_.certificate()});
  ManualClock clock_;
  SystemRandom random_;
  net::FakeResolver resolver_;
  World world_;
  net::HttpServer server_{world_, {}, tls_, clock_};
  net::LoopGroup group_{1};
  std::unique_ptr<net::Listener> listener_;
  std::unique_ptr<net::Fetcher> fetcher_;
};

TEST_F(Discovery, AdvancedAndDirectMethod) {
  clock_.advance(std::chrono::milliseconds(kNow.unix_ms - clock_.now().unix_ms));
  world_.answers[place(wkd::advanced_location("a", "a.test"))] = {200, certificate("several-ids")};
  KeyDiscovery from = discovery();
  const auto found =
      from.find(store::AccountId{1}, {"a@a.test", "x@a.test", "x@b.test", "x@nowhere.test"});
  EXPECT_EQ(found[0].kind, Kind::found);
  EXPECT_EQ(found[0].fingerprint.size(), 40U);
  EXPECT_EQ(found[1].kind, Kind::not_found);
  EXPECT_EQ(found[2].kind, Kind::not_found);
  EXPECT_EQ(found[3].kind, Kind::not_found);
  EXPECT_EQ(world_.asked, 3);
}

TEST_F(Discovery, RemembersForAWhileAndForTheAccountAlone) {
  KeyDiscovery from = discovery();
  EXPECT_EQ(ask(from, "x@a.test"), Kind::not_found);
  EXPECT_EQ(ask(from, "x@a.test"), Kind::not_found);
  EXPECT_EQ(world_.asked, 1);
  (void)from.find(store::AccountId{2}, {"x@a.test"});
  EXPECT_EQ(world_.asked, 2);
  clock_.advance(std::chrono::minutes(16));
  EXPECT_EQ(ask(from, "x@a.test"), Kind::not_found);
  EXPECT_EQ(world_.asked, 3);
}

TEST_F(Discovery, TheServersOwnNetworkIsOutOfReach) {
  KeyDiscovery from = discovery(false);
  EXPECT_EQ(ask(from, "x@a.test"), Kind::unreachable);
  EXPECT_EQ(world_.asked, 0);
}

TEST_F(Discovery, OddAnswersAreNoKey) {
  world_.answers[place(wkd::advanced_location("html", "a.test"))] = {200, to_bytes("<html>")};
  world_.answers[place(wkd::advanced_location("busy", "a.test"))] = {503, {}};
  world_.answers[place(wkd::advanced_location("big", "a.test"))] = {200, Bytes(300 * 1024, 0x99)};
  KeyDiscovery from = discovery();
  EXPECT_EQ(ask(from, "html@a.test"), Kind::unusable);
  EXPECT_EQ(ask(from, "busy@a.test"), Kind::unreachable);
  EXPECT_EQ(ask(from, "big@a.test"), Kind::unreachable);
}

TEST_F(Discovery, AnAccountMayAskSoOften) {
  KeyDiscovery from = discovery();
  std::vector<std::string> many;
  for (int i = 0; i < 310; ++i) many.push_back("x" + std::to_string(i) + "@nowhere.test");
  const auto found = from.find(store::AccountId{1}, many);
  EXPECT_EQ(found[299].kind, Kind::not_found);
  EXPECT_EQ(found[300].kind, Kind::rate_limited);
  EXPECT_EQ(from.find(store::AccountId{2}, {"x@nowhere.test"})[0].kind, Kind::not_found);
}

}  // namespace
}  // namespace nightmail::api
