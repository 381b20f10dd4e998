// SPDX-License-Identifier: Apache-2.0
//
// Identity and EmailSubmission (RFC 8621 §6, §7) over an embedded store.

#include <gtest/gtest.h>

#include "server/api/ids.h"
#include "server/api/jmap_endpoint.h"
#include "support/queue_fixture.h"
#include "support/store_fixture.h"

namespace nightmail::api {
namespace {

const std::string kMessage = "From: anna@nightmail.test\r\nDate: x\r\n\r\nbody\r\n";

class Submissions : public testing::Test {
 protected:
  Submissions() : store_(environment_.open()) {
    auto account = testing_support::new_account("anna@nightmail.test");
    account.created = environment_.clock.now();
    identity_.session.account = *store_->create_account(account);
    account_ = to_text(identity_.account());
    queue::SubmitRules rules;
    rules.domains = {"nightmail.test"};
    rules.new_recipients_per_day = 5;
    submitter_.emplace(*store_, cipher_, environment_.clock, rules);
    services_.submitter = &*submitter_;
    blob_ = upload();
  }

  std::string upload() {
    return outgoing_id(*submitter_->take_message(identity_.account(), as_bytes(kMessage)));
  }

  JsonArray run(std::string calls) {
    const std::string sender = identity_id("anna@nightmail.test");
    for (const auto& [mark, value] :
         {std::pair<std::string, std::string>{"$A", account_}, {"$S", sender}, {"$B", blob_}}) {
      for (auto at = calls.find(mark); at != std::string::npos; at = calls.find(mark))
        calls.replace(at, mark.size(), value);
    }
    const std::string text =
        R"({"using":["urn:ietf:params:jmap:core","urn:ietf:params:jmap:mail",)"
        R"("urn:ietf:params:jmap:submission","urn:nightmail:jmap:sealed"],"methodCalls":)" +
        calls + "}";
    const auto answer = run_jmap_request(services_, identity_, text);
    EXPECT_TRUE(answer.ok()) << text;
    return jmap::parse_json(*answer)->at("methodResponses").as_array();
  }
  JsonObject call(const std::string& name, const std::string& arguments) {
    return run("[[\"" + name + "\"," + arguments + ",\"c\"]]").at(0).as_array().at(1).as_object();
  }
  // Creates one called "k"; `more` are members of it, `other` further arguments.
  JsonObject create(const std::string& parameters = "null",
                    const std::string& to = R"({"email":"bert@b.test"})",
                    const std::string& more = "", const std::string& other = "") {
    return call("EmailSubmission/set",
                R"({"accountId":"$A","create":{"k":{"identityId":"$S","outgoingBlobId":"$B",)"
                R"("envelope":{"mailFrom":{"email":"anna@nightmail.test","parameters":)" +
                    parameters + R"(},"rcptTo":[)" + to + "]}" + more + "}}" + other + "}");
  }
  static std::string text(const Json& json) { return boost::json::serialize(json); }
  static std::string id_of(const JsonObject& answer) {
    return std::string(jmap::text_of(answer.at("created").at("k").at("id")));
  }
  static std::string refusal(const JsonObject& answer) {
    return std::string(jmap::text_of(answer.at("notCreated").at("k").at("type")));
  }

  testing_support::StoreEnvironment environment_;
  std::unique_ptr<store::Store> store_;
  SystemRandom random_;
  ApiConfig config_;
  queue::NodeCipher cipher_{SecretKey32(), random_};
  std::optional<queue::Submitter> submitter_;
  Services services_{*store_, environment_.clock, random_, environment_.log, config_};
  Identity identity_;
  std::string account_, blob_;
};

TEST_F(Submissions, EachAddressIsAnIdentity) {
  const auto got = call("Identity/get", R"({"accountId":"$A","ids":null})");
  ASSERT_EQ(got.at("list").as_array().size(), 1U);
  EXPECT_EQ(got.at("list").at(0).at("email"), "anna@nightmail.test");
  EXPECT_EQ(got.at("list").at(0).at("mayDelete"), false);
  const auto set = call("Identity/set", R"({"accountId":"$A","update":{"$S":{"name":"Anna"}}})");
  EXPECT_EQ(set.at("notUpdated").as_object().begin()->value().at("type"), "invalidProperties");
  EXPECT_NE(text(set).find("settings/identities"), std::string::npos);
  const std::string state(jmap::text_of(got.at("state")));
  const auto changes =
      call("Identity/changes", R"({"accountId":"$A","sinceState":")" + state + "\"}");
  EXPECT_EQ(changes.at("newState"), got.at("state"));
}

TEST_F(Submissions, WhatIsSubmittedCanBeSeenUntilItIsDelivered) {
  const auto made = create(R"({"ret":"HDRS"})");
  const std::string id = id_of(made);
  EXPECT_EQ(made.at("created").at("k").at("undoStatus"), "final");
  const auto got = call("EmailSubmission/get", R"({"accountId":"$A","ids":[")" + id + "\"]}");
  const auto& one = got.at("list").at(0);
  EXPECT_EQ(one.at("undoStatus"), "final");
  EXPECT_EQ(one.at("envelope").at("mailFrom").at("parameters").at("RET"), "HDRS");
  EXPECT_EQ(one.at("envelope").at("rcptTo").at(0).at("email"), "bert@b.test");
  EXPECT_EQ(one.at("deliveryStatus").at("bert@b.test").at("delivered"), "queued");
  const auto done = testing_support::settle_all(
      *store_, {{{identity_.account(), *parse_submission_id(id), 1}, {}, {}, 0, {}, {}}},
      environment_.clock.now());
  ASSERT_TRUE(done.front().ok());
  const auto gone = call("EmailSubmission/get", R"({"accountId":"$A","ids":[")" + id + "\"]}");
  EXPECT_EQ(gone.at("notFound").at(0), jmap::json_text(id));
  const auto changes = call("EmailSubmission/changes",
                            R"({"accountId":"$A","sinceState":)" + text(got.at("state")) + "}");
  EXPECT_EQ(changes.at("destroyed").at(0), jmap::json_text(id));
}

TEST_F(Submissions, OneThatIsHeldBackCanBeTakenBack) {
  const std::string id = id_of(create(R"({"HOLDFOR":"10"})"));
  const std::string cancel =
      R"({"accountId":"$A","update":{")" + id + R"(":{"undoStatus":"canceled"}}})";
  EXPECT_TRUE(call("EmailSubmission/set", cancel).at("updated").as_object().contains(id));
  const auto got = call("EmailSubmission/get", R"({"accountId":"$A","ids":[")" + id + "\"]}");
  EXPECT_EQ(got.at("list").at(0).at("undoStatus"), "canceled");
  const auto destroyed =
      call("EmailSubmission/set", R"({"accountId":"$A","destroy":[")" + id + "\"]}");
  EXPECT_EQ(destroyed.at("destroyed").at(0), jmap::json_text(id));
  blob_ = upload();
  const std::string late = id_of(create());
  const auto refused = call("EmailSubmission/set", R"({"accountId":"$A","update":{")" + late +
                                                       R"(":{"undoStatus":"canceled"}}})");
  EXPECT_EQ(refused.at("notUpdated").at(late).at("type"), "cannotUnsend");
  EXPECT_EQ(call("EmailSubmission/set", R"({"accountId":"$A","destroy":[")" + late + "\"]}")
                .at("notDestroyed")
                .at(late)
                .at("type"),
            "forbidden");
}

TEST_F(Submissions, QueriesFilterAndSort) {
  const std::string first = id_of(create(R"({"HOLDFOR":"100"})"));
  const std::string second = id_of(create(R"({"HOLDFOR":"10"})"));
  const std::string third = id_of(create());
  const auto ids = [&](const std::string& more) {
    return text(call("EmailSubmission/query", R"({"accountId":"$A")" + more + "}").at("ids"));
  };
  const auto list = [](const std::vector<std::string>& all) {
    JsonArray array;
    for (const auto& one : all) array.push_back(jmap::json_text(one));
    return text(array);
  };
  EXPECT_EQ(ids(""), list({first, second, third}));
  EXPECT_EQ(ids(R"(,"filter":{"undoStatus":"pending"})"), list({first, second}));
  EXPECT_EQ(ids(R"(,"sort":[{"property":"sentAt","isAscending":true}])"),
            list({third, second, first}));
  EXPECT_EQ(ids(R"(,"position":-1)"), list({third}));
  EXPECT_EQ(ids(R"(,"filter":{"emailIds":["e1"]})"), "[]");
}

TEST_F(Submissions, RefusalsSayWhy) {
  EXPECT_EQ(refusal(create("null", "")), "noRecipients");
  const auto invalid = create("null", R"({"email":"nonsense"})");
  EXPECT_EQ(refusal(invalid), "invalidRecipients");
  EXPECT_EQ(invalid.at("notCreated").at("k").at("invalidRecipients").at(0), "nonsense");
  EXPECT_EQ(refusal(create("null", R"({"email":"b@b.test"})", R"(,"emailId":"e999")")),
            "invalidProperties");
  EXPECT_EQ(refusal(create("null", R"({"email":"b@b.test"})", R"(,"sendAt":"x")")),
            "invalidProperties");
  std::string many;
  for (int i = 0; i < 6; ++i)
    many += (i > 0 ? "," : "") + (R"({"email":"r)" + std::to_string(i)) + R"(@b.test"})";
  const auto limited = create("null", many);
  EXPECT_EQ(refusal(limited), "forbiddenToSend");
  EXPECT_NE(text(limited).find("5 new people a day"), std::string::npos);
}

TEST_F(Submissions, TheSentCopyIsChangedOnSuccess) {
  ASSERT_TRUE(testing_support::deliver_one(
                  *store_, testing_support::delivery(identity_.account(), Bytes(50, 1)))
                  .ok());
  const auto found = store_->query_messages(identity_.account(), {}, {}, {});
  const std::string email = to_text(found->ids.front());
  const auto responses = run(
      R"([["EmailSubmission/set",{"accountId":"$A","create":{"k":{"identityId":"$S",)"
      R"("outgoingBlobId":"$B","emailId":")" +
      email +
      R"(","envelope":{"mailFrom":{"email":"anna@nightmail.test"},"rcptTo":[{"email":"b@b.test"}]}}},)"
      R"("onSuccessUpdateEmail":{"#k":{"keywords/$sent":true}}},"c"]])");
  ASSERT_EQ(responses.size(), 2U);
  EXPECT_EQ(responses.at(1).at(0), "Email/set");
  EXPECT_EQ(responses.at(1).at(2), "c");
  EXPECT_TRUE(responses.at(1).at(1).at("updated").as_object().contains(email));
}

TEST_F(Submissions, AnAppTokenMayNotSend) {
  identity_.session.kind = store::SessionKind::app_token;
  EXPECT_EQ(create().at("type"), "forbidden");
}

}  // namespace
}  // namespace nightmail::api
