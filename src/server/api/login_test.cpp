// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include "server/api/invites.h"
#include "server/api/login_endpoints.h"
#include "server/api/problem_table.h"
#include "server/api/sessions.h"
#include "server/api/sign_up_rules.h"
#include "support/api_fixture.h"

namespace nightmail::api {
namespace {

using testing_support::Answered;
using testing_support::encoded;
using testing_support::TestDevice;

class CountingRandom final : public Random {
 public:
  void fill(MutableByteView out) override {
    octets += out.size();
    system_.fill(out);
  }
  std::size_t octets = 0;

 private:
  SystemRandom system_;
};

class Login : public testing::Test {
 protected:
  Login() : store_(environment_.open()) {
    config_.domains = {"nightmail.test"};
    start();
  }

  void start() { state_ = LoginState::open(services_).value(); }

  Answered post(const std::string& path, std::string_view body, const std::string& token) {
    for (const LoginEndpoint& endpoint : login_table()) {
      if (endpoint.path != path) continue;
      std::optional<Identity> identity;
      if (endpoint.needs_session) {
        auto found = authenticate(services_, "Bearer " + token);
        if (!found.ok()) return problem(found.error());
        identity = *std::move(found);
      }
      auto result = run_login(*state_, endpoint, body, peer_, identity ? &*identity : nullptr);
      if (!result.ok()) return problem(result.error());
      return {200, *std::move(result)};
    }
    return {404, {}};
  }

  static Answered problem(const Error& error) {
    const jmap::Problem found = problem_for(error);
    JsonObject json;
    jmap::put(json, "type", jmap::json_text(found.type.substr(20)));
    jmap::put(json, "detail", jmap::json_text(found.detail));
    return {found.status, std::move(json)};
  }

  TestDevice device(const std::string& address = "anna@nightmail.test") {
    return {[this](const std::string& path, const JsonObject& body, const std::string& token) {
              return post(path, boost::json::serialize(body), token);
            },
            address};
  }

  [[nodiscard]] bool is_valid(const std::string& token) {
    return authenticate(services_, "Bearer " + token).ok();
  }

  testing_support::StoreEnvironment environment_;
  std::unique_ptr<store::Store> store_;
  CountingRandom random_;
  ApiConfig config_;
  Services services_{*store_, environment_.clock, random_, environment_.log, config_};
  std::unique_ptr<LoginState> state_;
  net::IpAddress peer_ = *net::parse_ip("192.0.2.7");
};

TEST_F(Login, SignUpThenLogInOnAnotherDevice) {
  TestDevice laptop = device();
  ASSERT_EQ(laptop.sign_up("correct horse").status, 200U);
  EXPECT_TRUE(is_valid(laptop.token));
  TestDevice phone = device("Anna@NIGHTMAIL.test");
  const Answered answer = phone.log_in("correct horse");
  ASSERT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.bytes("wrappedByPassword"), Bytes(73, 1));
  EXPECT_EQ(phone.account_id, laptop.account_id);
  EXPECT_NE(phone.token, laptop.token);
}

TEST_F(Login, SurvivesARestart) {
  TestDevice anna = device();
  ASSERT_EQ(anna.sign_up("pw").status, 200U);
  start();
  EXPECT_EQ(anna.log_in("pw").status, 200U);
}

// RFC 9807 §10.9. Counted: what is drawn, what is answered, what is remembered.
TEST_F(Login, UnknownAccountLooksAndCostsLikeAWrongPassword) {
  TestDevice anna = device();
  ASSERT_EQ(anna.sign_up("right").status, 200U);
  const auto attempt = [&](const std::string& address) {
    TestDevice someone = device(address);
    JsonObject proof;
    const std::size_t before = random_.octets;
    const Answered start = someone.prove("wrong", proof);
    const std::size_t drawn = random_.octets - before;
    const std::size_t pending = state_->logins().size();
    const Answered finish = post("/auth/login/finish", boost::json::serialize(proof), "");
    EXPECT_EQ(state_->logins().size(), pending - 1);
    return std::to_string(drawn) + " " + std::to_string(start.bytes("ke2").size()) + " " +
           std::to_string(start.text("loginId").size()) + " " + std::to_string(finish.status) +
           boost::json::serialize(finish.json);
  };
  (void)attempt("first@nightmail.test");  // draws the day's key of the limits
  const std::string known = attempt("anna@nightmail.test");
  EXPECT_NE(known.find("loginFailed"), std::string::npos);
  EXPECT_EQ(attempt("nobody@nightmail.test"), known);
  EXPECT_EQ(attempt("anna@elsewhere.example"), known);
  EXPECT_EQ(attempt("not an address"), known);
}

TEST_F(Login, ALoginIdWorksOnceAndForAMinute) {
  TestDevice anna = device();
  ASSERT_EQ(anna.sign_up("pw").status, 200U);
  JsonObject proof;
  ASSERT_EQ(anna.prove("pw", proof).status, 200U);
  EXPECT_EQ(anna.post("/auth/login/finish", proof).status, 200U);
  EXPECT_EQ(anna.post("/auth/login/finish", proof).status, 401U);
  ASSERT_EQ(anna.prove("pw", proof).status, 200U);
  environment_.clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(anna.post("/auth/login/finish", proof).status, 401U);
}

TEST_F(Login, AttemptsAreLimitedPerAccountAndRefilled) {
  TestDevice anna = device();
  ASSERT_EQ(anna.sign_up("pw").status, 200U);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(anna.log_in("wrong").status, 401U) << i;
  EXPECT_EQ(anna.log_in("pw").status, 429U);
  EXPECT_EQ(device("bert@nightmail.test").log_in("x").status, 401U);
  environment_.clock.advance(std::chrono::seconds(91));
  EXPECT_EQ(anna.log_in("pw").status, 200U);
}

TEST_F(Login, AttemptsAreLimitedPerNetwork) {
  for (int i = 0; i < 60; ++i) {
    EXPECT_EQ(device("u" + std::to_string(i) + "@nightmail.test").log_in("x").status, 401U);
  }
  peer_ = *net::parse_ip("192.0.2.200");  // the same /24
  EXPECT_EQ(device("v@nightmail.test").log_in("x").status, 429U);
  peer_ = *net::parse_ip("198.51.100.1");
  EXPECT_EQ(device("v@nightmail.test").log_in("x").status, 401U);
}

TEST_F(Login, SignUpsAreLimitedPerNetworkAtBothSteps) {
  const JsonObject body = device().finished_registration();
  int refused = 0;
  for (int i = 0; i < 100; ++i) {
    JsonObject one = body;
    one["address"] = "u" + std::to_string(i) + "@nightmail.test";
    refused += device().post("/auth/register/finish", one).status == 429 ? 1 : 0;
  }
  EXPECT_EQ(refused, 40);
}

TEST_F(Login, TheOwnersLoginsAreNotCounted) {
  TestDevice anna = device();
  ASSERT_EQ(anna.sign_up("pw").status, 200U);
  for (int i = 0; i < 30; ++i) EXPECT_EQ(anna.log_in("pw").status, 200U) << i;
}

TEST_F(Login, ChangeOfPasswordNeedsTheOldOne) {
  TestDevice anna = device(), other = device();
  ASSERT_EQ(anna.sign_up("old").status, 200U);
  ASSERT_EQ(other.log_in("old").status, 200U);
  const auto change = [&](std::string_view old_password) {
    JsonObject proof;
    std::string record;
    EXPECT_EQ(anna.prove(old_password, proof).status, 200U);
    EXPECT_EQ(anna.new_record("/auth/password/start", "new", {}, record).status, 200U);
    proof["registrationRecord"] = record;
    proof["wrappedByPassword"] = encoded(Bytes(73, 8));
    return anna.post("/auth/password/finish", proof).status;
  };
  EXPECT_EQ(change("guess"), 401U);
  EXPECT_EQ(change("old"), 200U);
  EXPECT_TRUE(is_valid(anna.token));
  EXPECT_FALSE(is_valid(other.token));
  EXPECT_EQ(anna.log_in("old").status, 401U);
  EXPECT_EQ(anna.log_in("new").bytes("wrappedByPassword"), Bytes(73, 8));
}

TEST_F(Login, RecoveryWithThePhrase) {
  TestDevice anna = device();
  ASSERT_EQ(anna.sign_up("forgotten").status, 200U);
  const std::string old_token = anna.token;
  const auto recover = [&](const std::string& address, const SecretKey32& phrase) {
    const Answered start = anna.post("/auth/recover/start", {{"address", address}});
    const auto signature = crypto::recovery_sign(phrase, start.bytes("challenge"));
    return anna.post("/auth/recover/finish", {{"address", address},
                                              {"challenge", start.text("challenge")},
                                              {"signature", encoded(*signature)}});
  };
  const SecretKey32 wrong(std::array<std::uint8_t, 32>{8});
  const Answered refused = recover("anna@nightmail.test", wrong);
  EXPECT_EQ(refused.status, 401U);
  const Answered unknown = recover("nobody@nightmail.test", wrong);
  EXPECT_EQ(boost::json::serialize(unknown.json), boost::json::serialize(refused.json));
  const Answered ticket = recover("anna@nightmail.test", anna.phrase());
  ASSERT_EQ(ticket.status, 200U);
  EXPECT_EQ(ticket.bytes("wrappedByPhrase"), Bytes(73, 2));
  std::string record;
  const JsonObject with_ticket{{"recoveryTicket", ticket.text("recoveryTicket")}};
  ASSERT_EQ(anna.new_record("/auth/recover/register/start", "fresh", with_ticket, record).status,
            200U);
  JsonObject body = with_ticket;
  body["registrationRecord"] = record;
  body["wrappedByPassword"] = encoded(Bytes(73, 9));
  EXPECT_EQ(anna.post("/auth/recover/register/finish", body).status, 200U);
  EXPECT_EQ(anna.post("/auth/recover/register/finish", body).status, 401U);
  EXPECT_FALSE(is_valid(old_token));
  EXPECT_EQ(anna.log_in("fresh").status, 200U);
}

TEST_F(Login, DeletingTheAccountNeedsThePassword) {
  TestDevice anna = device();
  ASSERT_EQ(anna.sign_up("pw").status, 200U);
  JsonObject proof;
  ASSERT_EQ(anna.prove("guess", proof).status, 200U);
  EXPECT_EQ(anna.post("/auth/account/delete", proof).status, 401U);
  ASSERT_EQ(anna.prove("pw", proof).status, 200U);
  EXPECT_EQ(anna.post("/auth/account/delete", proof).status, 200U);
  EXPECT_FALSE(is_valid(anna.token));
  EXPECT_EQ(anna.sign_up("again").text("type"), "addressTaken");
}

TEST_F(Login, SignUpPolicies) {
  config_.sign_up = SignUp::closed;
  EXPECT_EQ(device().sign_up("pw").text("type"), "signUpClosed");
  config_.sign_up = SignUp::invite;
  EXPECT_EQ(device().sign_up("pw").text("type"), "inviteRequired");
  EXPECT_EQ(device().sign_up("pw", {{"invite", "invite-made-up"}}).text("type"), "inviteInvalid");
  const std::string foreign = make_invite(SecretKey32(std::array<std::uint8_t, 32>{7}), random_);
  EXPECT_EQ(device().sign_up("pw", {{"invite", foreign}}).text("type"), "inviteInvalid");
  const std::string code = make_invite(config_.invite_key, random_);
  EXPECT_EQ(device().sign_up("pw", {{"invite", code}}).status, 200U);
  EXPECT_EQ(device("bert@nightmail.test").sign_up("pw", {{"invite", code}}).text("type"),
            "inviteInvalid");
}

TEST_F(Login, SignUpRefusesBrokenParts) {
  const auto refused = [&](const JsonObject& change) {
    const Answered answer = device().sign_up("pw", change);
    return std::to_string(answer.status) + " " + answer.text("type");
  };
  EXPECT_EQ(refused({{"certificate", encoded(Bytes(300, 1))}}), "422 certificateUnusable");
  EXPECT_EQ(refused({{"mailboxes", JsonArray()}}), "400 badRequest");
  EXPECT_EQ(refused({{"mailboxes", JsonArray{JsonObject{{"role", "trash"}}}}}), "400 badRequest");
  EXPECT_EQ(refused({{"recoveryPublicKey", encoded(Bytes(31))}}), "400 badRequest");
  EXPECT_EQ(refused({{"wrappedByPassword", ""}}), "400 badRequest");
  EXPECT_EQ(refused({{"surprise", 1}}), "400 badRequest");
  EXPECT_EQ(device().sign_up("pw").status, 200U);
  EXPECT_EQ(device().sign_up("pw").text("type"), "addressTaken");
}

TEST_F(Login, HostileBodies) {
  for (const std::string_view body :
       {"", "[]", "{", "null", R"({"address":"a@b","address":"a@b"})", R"({"address":1,"ke1":""})",
        R"({"address":"a@b","ke1":"***"})", R"({"address":"a@b","ke1":"AAAA"})", "{\"a\":\"\xff\"}",
        R"({"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}})", R"({"ke1":1e999999})"}) {
    EXPECT_EQ(post("/auth/login/start", body, "").text("type"), "badRequest") << body;
  }
  const std::string zeros(128, 'A');
  EXPECT_EQ(post("/auth/login/start", R"({"address":"a@b.test","ke1":")" + zeros + "\"}", "")
                .text("type"),
            "badRequest");
}

TEST(SignUpRules, Addresses) {
  ApiConfig config;
  config.domains = {"nightmail.test"};
  const auto check = [&](const std::string& local) {
    const auto result = check_new_address(config, local + "@Nightmail.TEST");
    return result.ok() ? *result : std::string(result.error().name());
  };
  EXPECT_EQ(check("Anna.b-c_9"), "anna.b-c_9@nightmail.test");
  EXPECT_EQ(check("jürgen"), "jürgen@nightmail.test");
  EXPECT_EQ(check("анна"), "анна@nightmail.test");
  for (const char* bad : {"", ".a", "a.", "a..b", "a+b", "a b", "a@b", "\"a b\"", "аdmin", "ａnna",
                          "a\u200bb", "a/b"}) {
    EXPECT_EQ(check(bad), "api.address_invalid") << bad;
  }
  EXPECT_EQ(check(std::string(65, 'a')), "api.address_invalid");
  EXPECT_EQ(check("Postmaster"), "api.address_taken");
  config.allow_reserved_names = true;
  EXPECT_EQ(check("Postmaster"), "postmaster@nightmail.test");
  EXPECT_FALSE(check_new_address(config, "anna@elsewhere.test").ok());
}

TEST(AttemptLimiterTest, IsBoundedAndForgetsDaily) {
  SystemRandom random;
  AttemptLimiter limiter(3, 900, random, 64);
  const Timestamp now{1'700'000'000'000};
  const auto take = [&](const std::string& who, Timestamp when) {
    return limiter.take(as_bytes(who), when);
  };
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(take("anna", now));
  EXPECT_EQ(take("anna", now), 300);
  limiter.give_back(as_bytes("anna"), now);
  EXPECT_FALSE(take("anna", now));
  EXPECT_TRUE(take("anna", now));
  // A flood of others that try once does not push out who tried often.
  for (int i = 0; i < 1000; ++i) (void)take(std::to_string(i), now);
  EXPECT_TRUE(take("anna", now));
  EXPECT_FALSE(take("anna", {now.unix_ms + kMillisecondsInDay}));
}

}  // namespace
}  // namespace nightmail::api
