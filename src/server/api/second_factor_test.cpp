// SPDX-License-Identifier: Apache-2.0
//
// Second factors over the login endpoints: enrolment, login, codes, passkeys (by a key of the
// test's own), limits.

#include <gtest/gtest.h>
#include <sodium.h>

#include "crypto/hash.h"
#include "crypto/totp.h"
#include "server/api/factor_secrets.h"
#include "server/api/login_endpoints.h"
#include "server/api/problem_table.h"
#include "server/api/sessions.h"
#include "support/api_fixture.h"

namespace nightmail::api {
namespace {

using testing_support::Answered;
using testing_support::encoded;
using testing_support::TestDevice;

// A security key that signs with Ed25519.
class Authenticator {
 public:
  Authenticator() { crypto_sign_ed25519_keypair(public_.data(), secret_.data()); }

  [[nodiscard]] static Bytes client_data(std::string_view type, std::string_view challenge,
                                         std::string_view origin = "https://mail.example") {
    return to_bytes("{\"type\":\"" + std::string(type) + "\",\"challenge\":\"" +
                    std::string(challenge) + "\",\"origin\":\"" + std::string(origin) + "\"}");
  }

  // {"fmt": "none", "attStmt": {}, "authData": ...} in CBOR.
  [[nodiscard]] Bytes attestation() const {
    Bytes data = auth_data(0x41, 0);
    data.resize(data.size() + 16);
    append(data, Bytes{0, 4, 'c', 'r', 'e', 'd'});
    append(data, Bytes{0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20});
    append(data, public_);
    Bytes object{0xa3, 0x63, 'f', 'm', 't', 0x64, 'n', 'o', 'n', 'e'};
    append(object, Bytes{0x67, 'a', 't', 't', 'S', 't', 'm', 't', 0xa0});
    append(object, Bytes{0x68, 'a', 'u', 't', 'h', 'D', 'a', 't', 'a', 0x58});
    object.push_back(static_cast<std::uint8_t>(data.size()));
    append(object, data);
    return object;
  }

  [[nodiscard]] static Bytes auth_data(std::uint8_t flags, std::uint8_t count) {
    const auto site = crypto::sha256(as_bytes("mail.example"));
    Bytes data(site.begin(), site.end());
    append(data, Bytes{flags, 0, 0, 0, count});
    return data;
  }

  [[nodiscard]] JsonObject assertion(const Bytes& client, std::uint8_t count) const {
    const Bytes data = auth_data(0x01, count);
    Bytes message = data;
    append(message, crypto::sha256(client));
    Bytes signature(64);
    crypto_sign_ed25519_detached(signature.data(), nullptr, message.data(), message.size(),
                                 secret_.data());
    return {{"kind", "passkey"},
            {"credentialId", encoded(as_bytes("cred"))},
            {"clientDataJSON", encoded(client)},
            {"authenticatorData", encoded(data)},
            {"signature", encoded(signature)}};
  }

 private:
  std::array<std::uint8_t, 32> public_{};
  std::array<std::uint8_t, 64> secret_{};
};

class SecondFactorLogin : public testing::Test {
 protected:
  SecondFactorLogin() : store_(environment_.open()) {
    config_.domains = {"nightmail.test"};
    config_.base_url = "https://mail.example";
    config_.node_key = SecretKey32(std::array<std::uint8_t, 32>{7});
    config_.login_attempts_per_account = 1000;
    state_ = LoginState::open(services_).value();
    EXPECT_EQ(anna_.sign_up("pw").status, 200U);
    token_ = anna_.token;
  }

  Answered post(const std::string& path, std::string_view body, const std::string& token) {
    for (const LoginEndpoint& endpoint : login_table()) {
      if (endpoint.path != path) continue;
      std::optional<Identity> identity;
      if (endpoint.needs_session) identity = *authenticate(services_, "Bearer " + token);
      auto result = run_login(*state_, endpoint, body, peer_, identity ? &*identity : nullptr);
      if (result.ok()) return {200, *std::move(result)};
      const jmap::Problem found = problem_for(result.error());
      return {found.status, {{"type", found.type.substr(20)}}};
    }
    return {404, {}};
  }

  Answered call(const std::string& path, const JsonObject& body = {}) {
    return post(path, boost::json::serialize(body), token_);
  }

  // `body` with a proof of the password.
  JsonObject proven(JsonObject body) {
    JsonObject proof;
    (void)anna_.prove("pw", proof);
    for (const auto& member : proof) body[member.key()] = member.value();
    return body;
  }

  std::string code(const Bytes& secret, int steps_later = 0) {
    return crypto::totp_code(secret, crypto::totp_step(environment_.clock.now()) + steps_later);
  }

  // Enrols an authenticator program; its secret.
  Bytes enrol_totp() {
    const Answered begun = call("/auth/factors/totp/start");
    const auto pending = begun.text("setup");
    Bytes secret;
    state_->setups().peek(pending, environment_.clock.now(),
                          [&](const PendingSetup& setup) { secret = setup.secret; });
    const Answered done =
        call("/auth/factors/totp/finish", proven({{"setup", pending}, {"code", code(secret)}}));
    EXPECT_EQ(done.status, 200U) << boost::json::serialize(done.json);
    if (const Json* codes = jmap::find(done.json, "recoveryCodes")) {
      for (const Json& one : codes->as_array()) codes_.emplace_back(jmap::text_of(one));
    }
    return secret;
  }

  void enrol_passkey() {
    const Answered begun = call("/auth/factors/passkey/start");
    EXPECT_EQ(begun.text("rpId"), "mail.example");
    const Bytes client = Authenticator::client_data("webauthn.create", begun.text("challenge"));
    const Answered done = call("/auth/factors/passkey/finish",
                               proven({{"setup", begun.text("setup")},
                                       {"clientDataJSON", encoded(client)},
                                       {"attestationObject", encoded(key_.attestation())}}));
    EXPECT_EQ(done.status, 200U) << boost::json::serialize(done.json);
  }

  // The ticket of a login with the right password.
  std::string ticket() {
    needed_ = anna_.log_in("pw");
    EXPECT_EQ(needed_.status, 200U);
    EXPECT_EQ(needed_.text("token"), "");
    return needed_.text("ticket");
  }

  Answered second(JsonObject body) {
    if (!body.contains("ticket")) body["ticket"] = ticket();
    return post("/auth/login/second", boost::json::serialize(body), "");
  }

  testing_support::StoreEnvironment environment_;
  std::unique_ptr<store::Store> store_;
  SystemRandom random_;
  ApiConfig config_;
  Services services_{*store_, environment_.clock, random_, environment_.log, config_};
  std::unique_ptr<LoginState> state_;
  net::IpAddress peer_ = *net::parse_ip("192.0.2.7");
  TestDevice anna_{
      [this](const std::string& path, const JsonObject& body, const std::string& token) {
        return post(path, boost::json::serialize(body), token);
      },
      "anna@nightmail.test"};
  Authenticator key_;
  std::string token_;
  std::vector<std::string> codes_;
  Answered needed_;
};

TEST_F(SecondFactorLogin, WithoutOneThePasswordIsEnough) {
  EXPECT_EQ(anna_.log_in("pw").bytes("wrappedByPassword"), Bytes(73, 1));
}

TEST_F(SecondFactorLogin, ACodeIsAskedForBeforeAnythingIsGiven) {
  const Bytes secret = enrol_totp();
  (void)ticket();
  EXPECT_EQ(needed_.json.at("kinds"), (JsonArray{"totp", "recoveryCode"}));
  EXPECT_FALSE(needed_.json.contains("wrappedByPassword"));
  const Answered in = second({{"kind", "totp"}, {"code", code(secret, 1)}});
  ASSERT_EQ(in.status, 200U);
  EXPECT_EQ(in.bytes("wrappedByPassword"), Bytes(73, 1));
  EXPECT_TRUE(authenticate(services_, "Bearer " + in.text("token")).ok());
}

TEST_F(SecondFactorLogin, ACodeWorksOnceAndNotTheOneOfEnrolment) {
  const Bytes secret = enrol_totp();
  EXPECT_EQ(second({{"kind", "totp"}, {"code", code(secret)}}).status, 401U);
  EXPECT_EQ(second({{"kind", "totp"}, {"code", code(secret, 1)}}).status, 200U);
  EXPECT_EQ(second({{"kind", "totp"}, {"code", code(secret, 1)}}).text("type"),
            "secondFactorFailed");
}

TEST_F(SecondFactorLogin, TriesAreFew) {
  const Bytes secret = enrol_totp();
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(second({{"kind", "totp"}, {"code", "000000"}}).status, 401U);
  }
  EXPECT_EQ(second({{"kind", "totp"}, {"code", code(secret, 1)}}).status, 429U);
  environment_.clock.advance(std::chrono::minutes(4));
  EXPECT_EQ(second({{"kind", "totp"}, {"code", code(secret)}}).status, 200U);
}

TEST_F(SecondFactorLogin, ATicketEndsWithItsUseAndItsTime) {
  const Bytes secret = enrol_totp();
  const std::string used = ticket();
  EXPECT_EQ(second({{"ticket", used}, {"kind", "totp"}, {"code", code(secret, 1)}}).status, 200U);
  EXPECT_EQ(second({{"ticket", used}, {"kind", "recoveryCode"}, {"code", codes_[0]}}).text("type"),
            "loginFailed");
  const std::string old = ticket();
  environment_.clock.advance(std::chrono::minutes(6));
  EXPECT_EQ(second({{"ticket", old}, {"kind", "totp"}, {"code", code(secret)}}).text("type"),
            "loginFailed");
}

TEST_F(SecondFactorLogin, RecoveryCodesWorkOnceEach) {
  (void)enrol_totp();
  ASSERT_EQ(codes_.size(), 10U);
  std::string typed = codes_[3];
  for (char& c : typed) c = c == '-' ? ' ' : static_cast<char>(std::toupper(c));
  EXPECT_EQ(second({{"kind", "recoveryCode"}, {"code", typed}}).status, 200U);
  EXPECT_EQ(second({{"kind", "recoveryCode"}, {"code", codes_[3]}}).status, 401U);
  EXPECT_EQ(call("/auth/factors/list").json.at("recoveryCodesLeft"), 9);
  const Answered renewed = call("/auth/factors/codes", proven({}));
  EXPECT_EQ(renewed.json.at("recoveryCodes").as_array().size(), 10U);
  EXPECT_EQ(second({{"kind", "recoveryCode"}, {"code", codes_[4]}}).status, 401U);
}

TEST_F(SecondFactorLogin, APasskeyLogsIn) {
  enrol_passkey();
  (void)ticket();
  const Json& request = needed_.json.at("passkey");
  EXPECT_EQ(request.at("rpId"), "mail.example");
  EXPECT_EQ(request.at("credentialIds").at(0), encoded(as_bytes("cred")));
  const std::string challenge(jmap::text_of(request.at("challenge")));
  JsonObject right = key_.assertion(Authenticator::client_data("webauthn.get", challenge), 1);
  right["ticket"] = needed_.text("ticket");
  EXPECT_EQ(second(right).status, 200U);
}

TEST_F(SecondFactorLogin, APasskeyForAnythingElseDoesNot) {
  enrol_passkey();
  const auto tried = [&](std::string_view type, bool own_challenge, std::string_view origin) {
    (void)ticket();
    const Json& request = needed_.json.at("passkey");
    const std::string challenge =
        own_challenge ? std::string(jmap::text_of(request.at("challenge"))) : "AAAA";
    JsonObject body = key_.assertion(Authenticator::client_data(type, challenge, origin), 1);
    body["ticket"] = needed_.text("ticket");
    return second(body).text("type");
  };
  EXPECT_EQ(tried("webauthn.create", true, "https://mail.example"), "secondFactorFailed");
  EXPECT_EQ(tried("webauthn.get", false, "https://mail.example"), "secondFactorFailed");
  EXPECT_EQ(tried("webauthn.get", true, "https://evil.example"), "secondFactorFailed");
  EXPECT_EQ(tried("webauthn.get", true, "https://mail.example"), "");
  EXPECT_EQ(tried("webauthn.get", true, "https://mail.example"), "secondFactorFailed");  // count
}

TEST_F(SecondFactorLogin, ChangesAskForThePassword) {
  const Bytes secret = enrol_totp();
  const Json id = call("/auth/factors/list").json.at("factors").at(0).at("id");
  EXPECT_EQ(call("/auth/factors/remove", {{"id", id}}).status, 400U);
  JsonObject wrong;
  (void)anna_.prove("wrong", wrong);
  wrong["id"] = id;
  EXPECT_EQ(call("/auth/factors/remove", wrong).status, 401U);
  EXPECT_EQ(call("/auth/factors/remove", proven({{"id", id}})).status, 200U);
  EXPECT_NE(anna_.log_in("pw").text("token"), "");
}

TEST_F(SecondFactorLogin, WhatTheDatabaseHoldsDoesNotOpenByItself) {
  const Bytes secret = enrol_totp();
  const auto account = *store_->account_by_address("anna@nightmail.test");
  const auto factor = store_->second_factors(account)->front();
  EXPECT_EQ(to_bytes(*open_totp_secret(config_.node_key, account, factor.id, factor.secret)),
            secret);
  const SecretKey32 other(std::array<std::uint8_t, 32>{8});
  EXPECT_FALSE(open_totp_secret(other, account, factor.id, factor.secret).ok());
  EXPECT_FALSE(open_totp_secret(config_.node_key, account, "sother", factor.secret).ok());
  EXPECT_NE(recovery_code_hash(config_.node_key, account, codes_[0]),
            recovery_code_hash(other, account, codes_[0]));
}

}  // namespace
}  // namespace nightmail::api
