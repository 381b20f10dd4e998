// SPDX-License-Identifier: Apache-2.0
//
// The whole life of a password-protected message on the server: its sender's methods, and the door
// through which a stranger comes.

#include "server/api/protected_door.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "net/loop.h"
#include "server/api/errors.h"
#include "server/api/ids.h"
#include "server/api/methods.h"
#include "server/api/routes.h"
#include "support/api_fixture.h"

namespace nightmail::api {
namespace {

using testing_support::encoded;

class Door : public testing::Test {
 protected:
  Door() : store_(environment_.open()), workers_(1, 10), loops_(1) {
    identity_.session.account =
        *store_->create_account(testing_support::new_account("anna@nightmail.test"));
    config_.base_url = "https://mail.example";
  }

  static Bytes payload() {
    Bytes sealed(kSmallestProtected, 7);
    sealed[0] = 0x01;
    return sealed;
  }

  std::string upload(const Bytes& octets) {
    return to_text(*store_->put_blob(identity_.account(), octets, environment_.clock.now()));
  }

  JsonObject set(JsonObject arguments) {
    Context context{services_, identity_, true};
    arguments["accountId"] = to_text(identity_.account());
    return *protected_message_set(context, arguments);
  }

  JsonObject creation(JsonObject more = {}) {
    JsonObject object{{"blobId", upload(payload())},
                      {"salt", encoded(Bytes(16, 1))},
                      {"proofHash", encoded(crypto::sha256(proof_))}};
    for (const auto& member : more) object[member.key()] = member.value();
    return object;
  }

  std::string create(JsonObject more = {}) {
    const JsonObject answer = set({{"create", {{"k", creation(std::move(more))}}}});
    return std::string(jmap::text_of(answer.at("created").at("k").at("id")));
  }

  // The type of the problem with one member of a creation.
  std::string refused(JsonObject more) {
    const JsonObject answer = set({{"create", {{"k", creation(std::move(more))}}}});
    const Json* problem = jmap::find(answer, "notCreated");
    if (problem == nullptr || problem->is_null()) return "";
    return std::string(jmap::text_of(problem->at("k").at("properties").at(0)));
  }

  net::Request request(const std::string& target, const Bytes& proof, Bytes body = {}) {
    net::Request made;
    made.head.target = *net::parse_target(target);
    made.head.peer = *net::parse_ip("127.0.0.1");
    if (!proof.empty()) {
      made.head.headers.add(std::string(kProofField), crypto::base64url_encode(proof));
    }
    made.body = std::move(body);
    return made;
  }

  // The status, or the error's name and context.
  std::string knock(const std::string& target, const Bytes& proof = {}, Bytes body = {}) {
    const net::Request made = request(target, proof, std::move(body));
    const auto action = door_action(made.head.target);
    if (!action) return "nowhere";
    if (*action == DoorAction::answer) {
      const auto admitted = door_.admit_answer(made.head);
      if (!admitted.ok()) return described(admitted.error());
    }
    const auto response = door_.handle(*action, made, workers_, loops_.at(0));
    return response.ok() ? std::to_string(response->status) : described(response.error());
  }

  static std::string described(const Error& error) {
    return error.is(Errc::wrong_password) ? "wrong, left " + error.context()
                                          : std::string(error.name());
  }

  static Bytes answer_body() {
    Bytes body{0, 0, 0, 4, 0xc1, 1, 2, 3};
    const Bytes message{0xc1, 0x5e, 3, 4, 5};
    append(body, message);
    return body;
  }

  testing_support::StoreEnvironment environment_;
  std::unique_ptr<store::Store> store_;
  SystemRandom random_;
  ApiConfig config_;
  Services services_{*store_, environment_.clock, random_, environment_.log, config_};
  net::WorkerPool workers_;
  net::LoopGroup loops_;
  Identity identity_;
  ProtectedDoor door_{services_};
  const Bytes proof_ = Bytes(32, 9);
};

TEST_F(Door, ItsPlaces) {
  EXPECT_EQ(knock("/protected"), "nowhere");
  EXPECT_EQ(knock("/protected/"), "nowhere");
  EXPECT_EQ(knock("/protected/p/else"), "nowhere");
  EXPECT_EQ(knock("/protected/p/open/more"), "nowhere");
}

TEST_F(Door, WhoHasTheProofGetsTheSealedOctets) {
  const std::string id = create();
  EXPECT_EQ(knock("/protected/" + id), "200");
  EXPECT_EQ(knock("/protected/" + id + "/open", proof_), "200");
  EXPECT_EQ(knock("/protected/" + id + "/open"), "api.bad_request");
  EXPECT_EQ(knock("/protected/" + id + "/open", Bytes(31, 9)), "api.bad_request");
  EXPECT_EQ(knock("/protected/pother/open", proof_), "api.not_found");
}

TEST_F(Door, WrongProofsLockIt) {
  const std::string id = create({{"maxTries", 3}});
  const std::string open = "/protected/" + id + "/open";
  EXPECT_EQ(knock(open, Bytes(32, 1)), "wrong, left 2");
  EXPECT_EQ(knock(open, Bytes(32, 1)), "wrong, left 1");
  EXPECT_EQ(knock(open, proof_), "200");  // gives all tries back
  for (int left = 2; left >= 0; --left) {
    EXPECT_EQ(knock(open, Bytes(32, 1)), "wrong, left " + std::to_string(left));
  }
  EXPECT_EQ(knock(open, proof_), "api.not_found");
  EXPECT_EQ(knock("/protected/" + id), "api.not_found");
  // Its sender may give it new ones.
  const JsonObject changed = set({{"update", {{id, {{"triesLeft", 2}}}}}});
  EXPECT_TRUE(changed.at("updated").as_object().contains(id));
  EXPECT_EQ(knock(open, proof_), "200");
}

TEST_F(Door, ExpiredAndRevokedLookLikeUnknown) {
  const std::string first = create();
  const std::string second = create();
  EXPECT_FALSE(set({{"destroy", {first}}}).at("destroyed").as_array().empty());
  EXPECT_EQ(knock("/protected/" + first + "/open", proof_), "api.not_found");
  environment_.clock.advance(std::chrono::hours(24 * 28));
  EXPECT_EQ(knock("/protected/" + second + "/open", proof_), "api.not_found");
}

TEST_F(Door, AnAnswerArrivesInTheInboxAsItIs) {
  const std::string answer = "/protected/" + create() + "/answer";
  EXPECT_EQ(knock(answer, proof_, answer_body()), "201");
  const auto found = *store_->query_messages(identity_.account(), {}, {}, {});
  ASSERT_EQ(found.ids.size(), 1U);
  const auto messages = *store_->messages(identity_.account(), found.ids);
  EXPECT_EQ(messages[0].keywords, store::Keywords{"nightmail-protected-answer"});
  EXPECT_EQ(*store_->read_blob(identity_.account(), messages[0].blob, 0, 100),
            (Bytes{0xc1, 0x5e, 3, 4, 5}));
  EXPECT_EQ(store_->summaries(identity_.account(), found.ids)->front(), (Bytes{0xc1, 1, 2, 3}));
}

TEST_F(Door, AnAnswerNeedsTheProofAndASealedBody) {
  const std::string answer = "/protected/" + create() + "/answer";
  EXPECT_EQ(knock(answer, Bytes(32, 1), answer_body()), "wrong, left 9");
  EXPECT_EQ(knock(answer, proof_, {}), "api.bad_request");
  EXPECT_EQ(knock(answer, proof_, to_bytes("\0\0\0\5abc")), "api.bad_request");
  EXPECT_EQ(knock(answer, proof_, Bytes{0, 0, 0, 2, 'h', 'i', 'h', 'o'}), "api.not_sealed");
  EXPECT_TRUE(store_->query_messages(identity_.account(), {}, {}, {})->ids.empty());
}

TEST_F(Door, AnswersAreWantedAndFew) {
  const std::string mute = "/protected/" + create({{"mayAnswer", false}}) + "/answer";
  EXPECT_EQ(knock(mute, proof_, answer_body()), "api.forbidden");
  const std::string open = "/protected/" + create() + "/answer";
  for (int i = 0; i < 20; ++i) EXPECT_EQ(knock(open, proof_, answer_body()), "201");
  EXPECT_EQ(knock(open, proof_, answer_body()), "api.forbidden");
}

TEST_F(Door, CreationIsChecked) {
  EXPECT_EQ(refused({}), "");
  EXPECT_EQ(refused({{"salt", encoded(Bytes(15, 1))}}), "salt");
  EXPECT_EQ(refused({{"proofHash", encoded(Bytes(33, 1))}}), "proofHash");
  EXPECT_EQ(refused({{"expiresAt", "2000-01-01T00:00:00Z"}}), "expiresAt");
  EXPECT_EQ(refused({{"expiresAt", "2999-01-01T00:00:00Z"}}), "expiresAt");
  EXPECT_EQ(refused({{"maxTries", 0}}), "maxTries");
  EXPECT_EQ(refused({{"maxTries", 101}}), "maxTries");
  EXPECT_EQ(refused({{"hint", "my dog"}}), "hint");
  EXPECT_EQ(refused({{"blobId", "b00c0ffee00c0ffee"}}), "blobId");
  // An uploaded mail is not given to strangers by mistake.
  EXPECT_EQ(refused({{"blobId", upload(Bytes(3000, 0xc1))}}), "blobId");
}

TEST_F(Door, AnAccountHasSoMany) {
  config_.limits.max_protected_messages = 1;
  (void)create();
  const JsonObject answer = set({{"create", {{"k", creation()}}}});
  EXPECT_EQ(answer.at("notCreated").at("k").at("type"), "overQuota");
}

TEST_F(Door, TheSenderSeesWhatWaits) {
  const std::string id = create();
  Context context{services_, identity_, true};
  const JsonObject got =
      *protected_message_get(context, {{"accountId", to_text(identity_.account())}});
  const Json& only = got.at("list").at(0);
  EXPECT_EQ(only.at("url"), jmap::json_text("https://mail.example/m/" + id));
  EXPECT_EQ(only.at("triesLeft"), 10);
  EXPECT_EQ(only.at("answersLeft"), 20);
  const JsonObject queried =
      *protected_message_query(context, {{"accountId", to_text(identity_.account())}});
  EXPECT_EQ(queried.at("ids").at(0), jmap::json_text(id));
}

}  // namespace
}  // namespace nightmail::api
