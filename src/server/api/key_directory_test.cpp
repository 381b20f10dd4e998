// SPDX-License-Identifier: Apache-2.0
#include "server/api/key_directory.h"

#include <gtest/gtest.h>

#include "pgp/seal/certificate.h"
#include "server/api/routes.h"
#include "support/store_fixture.h"
#include "support/testdata.h"

namespace nightmail::api {
namespace {

using testing_support::StoreEnvironment;

class Directory : public testing::Test {
 protected:
  Directory() : store_(environment_.open()) {
    auto account = testing_support::new_account("a@a.test");
    const std::string text = testing_support::read_testdata("certificates/several-ids.asc");
    account.key.certificate = pgp::Certificate::parse(as_bytes(text), {1'795'500'000'000})->bytes();
    account_ = *store_->create_account(account);
  }

  static ApiConfig config() {
    ApiConfig made;
    made.domains = {"a.test", "b.test"};
    made.key_lookups_per_network = 3;
    return made;
  }

  net::Response ask(const std::string& target, const std::string& host,
                    const std::string& peer = "127.0.0.1") {
    net::RequestHead head;
    head.target = *net::parse_target(target);
    head.headers = {{"Host", host}};
    head.peer = *net::parse_ip(peer);
    return directory_.answer(head);
  }

  static std::vector<std::string> user_ids(const net::Response& response) {
    const auto certificate = pgp::Certificate::parse(response.body, {1'795'500'000'000});
    return certificate.ok() ? certificate->user_ids() : std::vector<std::string>();
  }

  static std::string direct(std::string_view local) {
    return wkd::direct_location(local, "a.test").target;
  }

  StoreEnvironment environment_;
  std::unique_ptr<store::Store> store_;
  ApiConfig config_ = config();
  Services services_{*store_, environment_.clock, environment_.random, environment_.log, config_};
  KeyDirectory directory_{services_};
  store::AccountId account_{};
};

TEST_F(Directory, BothMethodsFindTheKeyWithTheAskedUserIdAlone) {
  const std::vector<std::string> only{"Anna <a@a.test>"};
  const auto advanced = ask(wkd::advanced_location("A", "a.test").target, "openpgpkey.a.test");
  EXPECT_EQ(advanced.status, 200U);
  EXPECT_EQ(user_ids(advanced), only);
  EXPECT_EQ(*advanced.headers.find("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(*advanced.headers.find("Content-Type"), "application/octet-stream");
  EXPECT_EQ(user_ids(ask(direct("a"), "a.test")), only);
  EXPECT_EQ(user_ids(ask(direct("a"), "A.Test:8443")), only);
}

TEST_F(Directory, AnAliasHasItsOwnUserIdOrNoKey) {
  ASSERT_TRUE(store_->add_address(account_, "b@a.test").ok());
  ASSERT_TRUE(store_->add_address(account_, "alias@a.test").ok());
  EXPECT_EQ(user_ids(ask(direct("b"), "a.test")), std::vector<std::string>{"Bea <b@a.test>"});
  EXPECT_EQ(ask(direct("alias"), "a.test").status, 404U);
  EXPECT_EQ(ask(direct("c"), "a.test").status, 404U);  // a user id, but not an address here
}

TEST_F(Directory, TheDomainCounts) {
  EXPECT_EQ(ask(direct("a"), "b.test").status, 404U);
  EXPECT_EQ(ask(direct("a"), "elsewhere.test").status, 404U);
  EXPECT_EQ(ask(wkd::advanced_location("a", "b.test").target, "a.test").status, 404U);
  EXPECT_EQ(ask("/.well-known/openpgpkey/policy", "a.test").status, 200U);
  EXPECT_EQ(ask("/.well-known/openpgpkey/b.test/policy", "openpgpkey.b.test").status, 200U);
  EXPECT_EQ(ask("/.well-known/openpgpkey/policy", "elsewhere.test").status, 404U);
}

TEST_F(Directory, TheLocalPartMustFitTheHash) {
  std::string target = direct("a");
  target.back() = 'b';
  EXPECT_EQ(ask(target, "a.test").status, 404U);
  EXPECT_EQ(ask(target.substr(0, target.find('?')), "a.test").status, 200U);
}

TEST_F(Directory, ADeletedAccountHasNoKey) {
  ASSERT_TRUE(store_->delete_account(account_, environment_.clock.now()).ok());
  EXPECT_EQ(ask(direct("a"), "a.test").status, 404U);
}

TEST_F(Directory, ANetworkGetsSoManyLookUps) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(direct("x"), "a.test", "192.0.2.1").status, 404U);
  const auto refused = ask(direct("a"), "a.test", "192.0.2.9");
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(*refused.headers.find("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(ask(direct("a"), "a.test", "198.51.100.1").status, 200U);
}

TEST_F(Directory, CanBeSwitchedOff) {
  config_.publish_keys = false;
  EXPECT_EQ(ask(direct("a"), "a.test").status, 404U);
  EXPECT_EQ(ask("/.well-known/openpgpkey/policy", "a.test").status, 404U);
}

// Web mail on other sites may read it; nothing else of ours.
TEST_F(Directory, OtherSitesMayAsk) {
  net::RequestHead head;
  head.target = *net::parse_target(direct("a"));
  head.headers = {{"Host", "a.test"}, {"Origin", "https://other.example"}};
  EXPECT_TRUE(check_head(config_, find_route(head.target), head).ok());
}

}  // namespace
}  // namespace nightmail::api
