// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include "server/api/blob_http.h"
#include "server/api/ids.h"
#include "server/api/jmap_endpoint.h"
#include "server/api/methods.h"
#include "server/api/sessions.h"
#include "support/api_fixture.h"

namespace nightmail::api {
namespace {

using testing_support::encoded;

class Jmap : public testing::Test {
 protected:
  Jmap() : store_(environment_.open()) {
    config_.domains = {"nightmail.test"};
    config_.limits.max_objects_in_get = 20;
    config_.limits.max_objects_in_set = 20;
    identity_.session.account =
        *store_->create_account(testing_support::new_account("anna@nightmail.test"));
    identity_.session.id = "s1";
    identity_.account_name = "anna@nightmail.test";
    account_ = to_text(identity_.account());
    const auto mailboxes = store_->mailboxes(identity_.account());
    for (const auto& mailbox : *mailboxes) {
      if (mailbox.role == store::Role::inbox) inbox_ = to_text(mailbox.id);
      if (mailbox.role == store::Role::trash) trash_ = to_text(mailbox.id);
    }
  }

  // Replaces $A, $I, $T by the ids of account, inbox and trash.
  std::string fill(std::string text) const {
    for (const auto& [mark, value] :
         {std::pair<std::string, std::string>{"$A", account_}, {"$I", inbox_}, {"$T", trash_}}) {
      for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
        text.replace(at, mark.size(), value);
      }
    }
    return text;
  }

  JsonArray run(const std::string& calls, bool sealed = true) {
    std::string text = R"({"using":["urn:ietf:params:jmap:core","urn:ietf:params:jmap:mail")";
    if (services_.submitter != nullptr) text += R"(,"urn:ietf:params:jmap:submission")";
    if (sealed) text += R"(,"urn:nightmail:jmap:sealed")";
    text += R"(],"methodCalls":)" + fill(calls) + "}";
    const auto answer = run_jmap_request(services_, identity_, text);
    EXPECT_TRUE(answer.ok()) << text;
    if (!answer.ok()) return {};
    return jmap::parse_json(*answer)->at("methodResponses").as_array();
  }

  JsonObject call(const std::string& name, const std::string& arguments, bool sealed = true) {
    JsonArray responses = run("[[\"" + name + "\"," + arguments + ",\"c\"]]", sealed);
    JsonObject result = responses.at(0).as_array().at(1).as_object();
    jmap::put(result, "method", responses.at(0).as_array().at(0));
    return result;
  }

  std::string error(const std::string& name, const std::string& arguments) {
    const JsonObject result = call(name, arguments);
    if (result.at("method") != "error") return "ok";
    return std::string(jmap::text_of(result.at("type")));
  }

  std::string deliver(std::size_t size = 100) {
    auto one = testing_support::delivery(identity_.account(), Bytes(size, 9), next_time_ += 1000);
    return to_text(*testing_support::deliver_one(*store_, std::move(one)));
  }

  static std::string text(const Json& json) { return boost::json::serialize(json); }

  testing_support::StoreEnvironment environment_;
  std::unique_ptr<store::Store> store_;
  SystemRandom random_;
  ApiConfig config_;
  Services services_{*store_, environment_.clock, random_, environment_.log, config_};
  Identity identity_;
  std::string account_, inbox_, trash_;
  std::int64_t next_time_ = 1'700'000'000'000;
};

TEST_F(Jmap, EchoAndMethodLevelErrors) {
  EXPECT_EQ(call("Core/echo", R"({"hello":true})").at("hello"), true);
  EXPECT_EQ(error("Foo/get", "{}"), "unknownMethod");
  EXPECT_EQ(error("PushSubscription/get", "{}"), "unknownMethod");
  EXPECT_EQ(error("Mailbox/get", "{}"), "invalidArguments");
  EXPECT_EQ(error("Mailbox/get", R"({"accountId":"a0000000000000001"})"), "accountNotFound");
  EXPECT_EQ(error("Mailbox/get", R"({"accountId":"$A","x":1})"), "invalidArguments");
  EXPECT_EQ(error("Blob/copy", R"({"accountId":"$A","fromAccountId":"b","blobIds":[]})"),
            "fromAccountNotFound");
  const JsonObject hidden = call("Device/get", R"({"accountId":"$A"})", false);
  EXPECT_EQ(hidden.at("type"), "unknownMethod");
}

TEST_F(Jmap, MailboxNamesAreSealed) {
  const JsonObject all = call("Mailbox/get", R"({"accountId":"$A","ids":null})");
  EXPECT_EQ(all.at("list").as_array().size(), 3U);
  const JsonObject made = call("Mailbox/set", R"({"accountId":"$A","create":{
      "k1":{"name":"sealed:AQID","parentId":null},
      "k2":{"sealedName":"BAUG","parentId":"#k1"},
      "k3":{"name":"Holidays"},"k4":{"role":"trash","name":"sealed:AA"}}})");
  EXPECT_EQ(made.at("created").as_object().size(), 2U) << text(made);
  EXPECT_EQ(made.at("notCreated").at("k3").at("type"), "invalidProperties");
  EXPECT_EQ(made.at("notCreated").at("k4").at("properties").at(0), "role");
  EXPECT_NE(made.at("oldState"), made.at("newState"));
  const std::string parent(jmap::text_of(made.at("created").at("k1").at("id")));
  const std::string child(jmap::text_of(made.at("created").at("k2").at("id")));
  const JsonObject got =
      call("Mailbox/get", R"({"accountId":"$A","ids":[")" + child + R"(","m999"]})");
  EXPECT_EQ(got.at("list").at(0).at("name"), "sealed:BAUG");
  EXPECT_EQ(got.at("list").at(0).at("sealedName"), "BAUG");
  EXPECT_EQ(jmap::text_of(got.at("list").at(0).at("parentId")), parent);
  EXPECT_EQ(got.at("notFound").at(0), "m999");
  const JsonObject cycle = call("Mailbox/set", R"({"accountId":"$A","update":{")" + parent +
                                                   R"(":{"parentId":")" + child + R"("}}})");
  EXPECT_EQ(cycle.at("notUpdated").at(parent).at("properties").at(0), "parentId");
  const JsonObject gone = call("Mailbox/set", R"({"accountId":"$A","destroy":[")" + parent +
                                                  "\",\"" + child + R"(","$I"]})");
  EXPECT_EQ(gone.at("destroyed").as_array().size(), 2U) << text(gone);
  EXPECT_EQ(gone.at("notDestroyed").at(inbox_).at("type"), "forbidden");
}

TEST_F(Jmap, MailboxQueryAndChanges) {
  const JsonObject found = call(
      "Mailbox/query", R"({"accountId":"$A","filter":{"role":"inbox"},"calculateTotal":true})");
  EXPECT_EQ(found.at("ids").as_array(), JsonArray{jmap::json_text(inbox_)});
  EXPECT_EQ(found.at("total"), 1);
  EXPECT_EQ(error("Mailbox/query", R"({"accountId":"$A","filter":{"name":"x"}})"),
            "unsupportedFilter");
  EXPECT_EQ(error("Mailbox/query", R"({"accountId":"$A","sort":[{"property":"name"}]})"),
            "unsupportedSort");
  EXPECT_EQ(error("Mailbox/query", R"({"accountId":"$A","anchor":"m99"})"), "anchorNotFound");
  const std::string state(jmap::text_of(call("Mailbox/get", R"({"accountId":"$A"})").at("state")));
  deliver();
  const JsonObject changes =
      call("Mailbox/changes", R"({"accountId":"$A","sinceState":")" + state + "\"}");
  EXPECT_EQ(changes.at("updated").as_array(), JsonArray{jmap::json_text(inbox_)});
  EXPECT_TRUE(changes.at("updatedProperties").is_array());
  EXPECT_EQ(error("Mailbox/changes", R"({"accountId":"$A","sinceState":"junk"})"),
            "cannotCalculateChanges");
  EXPECT_EQ(error("Mailbox/changes", R"({"accountId":"$A","sinceState":"0","maxChanges":0})"),
            "invalidArguments");
}

// RFC 8620 §3.7: query, then get what was found, in one request.
TEST_F(Jmap, QueryThenGetByReference) {
  const std::string first = deliver(), second = deliver(5000);
  const JsonArray responses = run(R"([
      ["Email/query",{"accountId":"$A","filter":{"inMailbox":"$I"},
                      "sort":[{"property":"receivedAt","isAscending":false}],"limit":10},"q"],
      ["Email/get",{"accountId":"$A","#ids":{"resultOf":"q","name":"Email/query","path":"/ids"}},"g"],
      ["Thread/get",{"accountId":"$A","#ids":{"resultOf":"g","name":"Email/get",
                     "path":"/list/*/threadId"}},"t"]])");
  const auto& list = responses.at(1).at(1).at("list").as_array();
  ASSERT_EQ(list.size(), 2U) << text(responses);
  EXPECT_EQ(jmap::text_of(list[0].at("id")), second);
  EXPECT_EQ(list[0].at("size"), 5000);
  EXPECT_TRUE(list[0].at("mailboxIds").at(inbox_).as_bool());
  EXPECT_EQ(list[0].at("sealedSummary"), encoded(Bytes(1200, 7)));
  EXPECT_EQ(responses.at(2).at(1).at("list").at(1).at("emailIds").at(0), jmap::json_text(first));
  EXPECT_EQ(run(R"([["Email/get",{"accountId":"$A","#ids":{"resultOf":"x","name":"Email/query",
                     "path":"/ids"}},"g"]])")
                .at(0)
                .at(1)
                .at("type"),
            "invalidResultReference");
}

TEST_F(Jmap, WhatIsSealedIsRefusedWithAReason) {
  deliver();
  const JsonObject refused =
      call("Email/get", R"({"accountId":"$A","ids":[],"properties":["id","subject"]})");
  EXPECT_EQ(refused.at("type"), "invalidArguments");
  EXPECT_NE(jmap::text_of(refused.at("description")).find("subject is sealed"),
            std::string_view::npos);
  EXPECT_EQ(error("Email/get", R"({"accountId":"$A","ids":[],"fetchAllBodyValues":true})"),
            "invalidArguments");
  EXPECT_EQ(error("Email/query", R"({"accountId":"$A","filter":{"text":"x"}})"),
            "unsupportedFilter");
  const JsonObject plain = call("Email/get", R"({"accountId":"$A","ids":null})", false);
  EXPECT_FALSE(plain.at("list").at(0).as_object().contains("sealedSummary"));
}

TEST_F(Jmap, EmailQueryEdges) {
  const std::string first = deliver(100), second = deliver(200), third = deliver(300);
  const auto ids = [&](const std::string& rest) {
    return text(call("Email/query", R"({"accountId":"$A",)" + rest + "}").at("ids"));
  };
  EXPECT_EQ(ids(R"("limit":1)"), "[\"" + third + "\"]");
  EXPECT_EQ(ids(R"("position":-1)"), "[\"" + first + "\"]");
  EXPECT_EQ(ids(R"("anchor":")" + second + R"(","anchorOffset":1)"), "[\"" + first + "\"]");
  EXPECT_EQ(ids(R"("filter":{"minSize":150,"maxSize":300})"), "[\"" + second + "\"]");
  EXPECT_EQ(ids(R"("filter":{"operator":"AND","conditions":[{"minSize":150},
                             {"notKeyword":"$seen"}]},"sort":[{"property":"size"}])"),
            "[\"" + second + "\",\"" + third + "\"]");
  EXPECT_EQ(ids(R"("filter":{"inMailbox":"m999"})"), "[]");
  EXPECT_EQ(error("Email/query", R"({"accountId":"$A","anchor":"e999"})"), "anchorNotFound");
  EXPECT_EQ(error("Email/query", R"({"accountId":"$A","limit":-1})"), "invalidArguments");
  EXPECT_EQ(
      error("Email/query", R"({"accountId":"$A","filter":{"operator":"OR","conditions":[]}})"),
      "unsupportedFilter");
}

TEST_F(Jmap, EmailSetChangesAndDestroys) {
  const std::string mail = deliver(), other = deliver();
  const JsonObject before = call("Email/get", R"({"accountId":"$A","ids":[]})");
  const std::string state(jmap::text_of(before.at("state")));
  const std::string query_state(jmap::text_of(
      call("Email/query", R"({"accountId":"$A","filter":{"inMailbox":"$I"}})").at("queryState")));
  const auto update = [&](const std::string& patch) {
    return call("Email/set", R"({"accountId":"$A","update":{")" + mail + "\":" + patch + "}}");
  };
  EXPECT_TRUE(
      update(R"({"keywords/$Seen":true,"keywords/$flagged":true})").at("updated").is_object());
  EXPECT_TRUE(
      update(R"({"keywords/$flagged":null,"mailboxIds":{"$T":true}})").at("updated").is_object());
  const JsonObject got = call("Email/get", R"({"accountId":"$A","ids":[")" + mail + "\"]}");
  EXPECT_EQ(text(got.at("list").at(0).at("keywords")), R"({"$seen":true})");
  EXPECT_EQ(text(got.at("list").at(0).at("mailboxIds")), "{\"" + trash_ + "\":true}");
  for (const std::string bad :
       {R"({"subject":"x"})", R"({"mailboxIds":{}})", R"({"mailboxIds":{"m999":true}})",
        R"({"keywords/a b":true})", R"({"keywords":{"$seen":false}})", R"({"keywords/x/y":true})",
        R"({"keywords":{},"keywords/$seen":true})"}) {
    EXPECT_TRUE(update(bad).at("notUpdated").is_object()) << bad;
  }
  const JsonObject changes =
      call("Email/changes", R"({"accountId":"$A","sinceState":")" + state + "\"}");
  EXPECT_EQ(text(changes.at("updated")), "[\"" + mail + "\"]");
  const JsonObject query_changes =
      call("Email/queryChanges", R"({"accountId":"$A","filter":{"inMailbox":"$I"},
           "sinceQueryState":")" + query_state +
                                     "\"}");
  EXPECT_NE(text(query_changes.at("removed")).find(mail), std::string::npos) << text(query_changes);
  EXPECT_EQ(error("Email/set", R"({"accountId":"$A","ifInState":"1","destroy":[]})"),
            "stateMismatch");
  const JsonObject gone =
      call("Email/set", R"({"accountId":"$A","create":{"k":{}},"destroy":[")" + mail +
                            R"(","e999"],"update":{")" + mail + R"(":{"keywords":{}}}})");
  EXPECT_EQ(text(gone.at("destroyed")), "[\"" + mail + "\"]") << text(gone);
  EXPECT_EQ(gone.at("notDestroyed").at("e999").at("type"), "notFound");
  EXPECT_EQ(gone.at("notUpdated").at(mail).at("type"), "willDestroy");
  EXPECT_EQ(gone.at("notCreated").at("k").at("type"), "forbidden");
}

TEST_F(Jmap, LimitsOfGetAndSet) {
  std::string ids = "\"e1\"";
  for (int i = 2; i <= 21; ++i) ids += ",\"e" + std::to_string(i) + "\"";
  EXPECT_EQ(error("Email/get", R"({"accountId":"$A","ids":[)" + ids + "]}"), "requestTooLarge");
  EXPECT_EQ(error("Email/set", R"({"accountId":"$A","destroy":[)" + ids + "]}"), "requestTooLarge");
  for (int i = 0; i < 21; ++i) deliver();
  EXPECT_EQ(error("Email/get", R"({"accountId":"$A","ids":null})"), "requestTooLarge");
}

TEST_F(Jmap, ImportOfAnUploadedMessage) {
  const auto blob =
      *store_->put_blob(identity_.account(), Bytes(300, 0xc1), environment_.clock.now());
  const JsonObject made = call("Email/import", R"({"accountId":"$A","emails":{
      "k1":{"blobId":")" + to_text(blob) + R"(","mailboxIds":{"$I":true},"keywords":{"$seen":true},
            "receivedAt":"2014-10-30T06:12:00Z","sealedSummary":"AQID"},
      "k2":{"blobId":"b0000000000000001","mailboxIds":{"$I":true}},
      "k3":{"blobId":")" + to_text(blob) + R"(","mailboxIds":{}}}})");
  ASSERT_TRUE(made.at("created").is_object()) << text(made);
  const std::string id(jmap::text_of(made.at("created").at("k1").at("id")));
  EXPECT_EQ(made.at("created").at("k1").at("size"), 300);
  EXPECT_EQ(made.at("notCreated").at("k2").at("properties").at(0), "blobId");
  EXPECT_EQ(made.at("notCreated").at("k3").at("properties").at(0), "mailboxIds");
  const JsonObject got = call("Email/get", R"({"accountId":"$A","ids":[")" + id + "\"]}");
  EXPECT_EQ(got.at("list").at(0).at("receivedAt"), "2014-10-30T06:12:00Z");
  EXPECT_EQ(got.at("list").at(0).at("sealedSummary"), "AQID");
}

TEST_F(Jmap, KeysItemsAndTokens) {
  EXPECT_EQ(call("PublicKey/get", R"({"accountId":"$A"})").at("list").at(0).at("id"), "aa11");
  const JsonObject found = call("PublicKey/lookup", R"({"accountId":"$A",
      "addresses":["Anna+x@nightmail.test","nobody@nightmail.test","junk"]})");
  EXPECT_EQ(found.at("list").at(0).at("address"), "Anna+x@nightmail.test");
  EXPECT_EQ(found.at("notFound").as_array().size(), 2U);
  const JsonObject item = call("SealedItem/set", R"({"accountId":"$A","create":{
      "k":{"name":"settings","sealed":"AQID"},"j":{"name":"openpgp/aa11","sealed":"AA"}}})");
  const std::string id(jmap::text_of(item.at("created").at("k").at("id")));
  EXPECT_EQ(item.at("notCreated").at("j").at("type"), "alreadyExists");
  const JsonObject items = call("SealedItem/get", R"({"accountId":"$A","ids":[")" + id + "\"]}");
  EXPECT_EQ(items.at("list").at(0).at("sealed"), "AQID");
  EXPECT_EQ(items.at("state"), item.at("newState"));
  const JsonObject token =
      call("AppToken/set", R"({"accountId":"$A","create":{"k":{"label":"AQ"}}})");
  const std::string secret(jmap::text_of(token.at("created").at("k").at("token")));
  EXPECT_TRUE(authenticate(services_, "Bearer " + secret).ok());
  const JsonObject tokens = call("AppToken/get", R"({"accountId":"$A"})");
  EXPECT_EQ(text(tokens).find(secret), std::string::npos);
  EXPECT_EQ(tokens.at("list").at(0).at("label"), "AQ");
  const std::string token_id(jmap::text_of(token.at("created").at("k").at("id")));
  const std::string named = R"({"accountId":"$A","update":{")" + token_id + R"(":)";
  EXPECT_TRUE(call("AppToken/set", named + R"({"label":"Ag"}}})").at("updated").is_object());
  EXPECT_TRUE(call("AppToken/set", named + R"({"id":"x"}}})").at("notUpdated").is_object());
  EXPECT_TRUE(call("Device/set", named + R"({"label":"Ag"}}})").at("notUpdated").is_object());
  EXPECT_EQ(call("AppToken/get", R"({"accountId":"$A"})").at("list").at(0).at("label"), "Ag");
  // A device cannot be revoked as a token, nor the other way round.
  EXPECT_TRUE(call("Device/set", R"({"accountId":"$A","destroy":[")" + token_id + "\"]}")
                  .at("notDestroyed")
                  .is_object());
  call("AppToken/set", R"({"accountId":"$A","destroy":[")" + token_id + "\"]}");
  EXPECT_FALSE(authenticate(services_, "Bearer " + secret).ok());
}

TEST_F(Jmap, NoMethodOpensAnotherAccount) {
  const queue::NodeCipher cipher(SecretKey32(), random_);
  queue::Submitter submitter(*store_, cipher, environment_.clock, {});
  services_.submitter = &submitter;
  const auto other = store_->create_account(testing_support::new_account("bert@nightmail.test"));
  ASSERT_TRUE(other.ok());
  const std::string theirs = R"({"accountId":")" + to_text(*other) +
                             R"(","ids":null,"sinceState":"0","fromAccountId":"$A",)" +
                             R"("blobIds":[],"addresses":[],"emails":{}})";
  for (const Method& method : method_table()) {
    if (method.name == "Core/echo") continue;
    EXPECT_EQ(error(std::string(method.name), theirs), "accountNotFound") << method.name;
  }
  // Ids count within their own account alone, so there is nothing to guess.
  const auto theirs_blob = store_->put_blob(*other, Bytes(10, 0xc1), environment_.clock.now());
  ASSERT_TRUE(theirs_blob.ok());
  EXPECT_NE(
      text(call("Email/import", R"({"accountId":"$A","emails":{"k":{"blobId":")" +
                                    to_text(*theirs_blob) + R"(","mailboxIds":{"$I":true}}}})"))
          .find("no such blob"),
      std::string::npos);
}

TEST_F(Jmap, OneRequestCannotFillTheMemory) {
  config_.limits.max_size_answer = 20'000;
  std::string few, all;
  for (int i = 0; i < 20; ++i) {
    all += (all.empty() ? "\"" : ",\"") + deliver() + "\"";
    if (i < 5) few = all;
  }
  const auto get = [](const std::string& ids) {
    return R"({"accountId":"$A","properties":["sealedSummary"],"ids":[)" + ids + "]}";
  };
  EXPECT_EQ(error("Email/get", get(all)), "requestTooLarge");
  EXPECT_EQ(error("Email/get", get(few)), "ok");
  std::string calls;
  for (int i = 0; i < 4; ++i) {
    calls += (calls.empty() ? "" : ",") + (R"(["Email/get",)" + get(few) + R"(,"c"])");
  }
  const JsonArray answers = run("[" + calls + "]");
  EXPECT_EQ(answers.at(0).at(0), "Email/get");
  EXPECT_EQ(answers.at(3).at(1).at("type"), "requestTooLarge");
  const std::string item = R"("sealed":")" + crypto::base64url_encode(Bytes(15'000, 1)) + R"("})";
  EXPECT_EQ(
      error("SealedItem/set", R"({"accountId":"$A","create":{"a":{"name":"a",)" + item + R"(}})"),
      "ok");
  EXPECT_EQ(error("SealedItem/get", R"({"accountId":"$A"})"), "requestTooLarge");
}

TEST_F(Jmap, OneRequestCannotKeepAWorker) {
  config_.limits.max_request_ms = -1;
  const JsonArray answers = run(R"([["Core/echo",{},"a"],["Core/echo",{},"b"]])");
  EXPECT_EQ(answers.at(0).at(0), "Core/echo");
  EXPECT_EQ(answers.at(1).at(1).at("type"), "requestTooLarge");
}

TEST_F(Jmap, NumbersOfThingsAreBounded) {
  config_.limits.max_mailboxes = 4;  // the account has three
  const std::string two = R"({"accountId":"$A","create":{"a":{"name":"sealed:AAAA"},)"
                          R"("b":{"name":"sealed:AAAA"}}})";
  const JsonObject made = call("Mailbox/set", two);
  EXPECT_EQ(made.at("created").as_object().size(), 1U);
  EXPECT_NE(text(made.at("notCreated")).find("overQuota"), std::string::npos);
  config_.limits.max_size_all_sealed_items = 1000;
  const std::string item = R"("sealed":")" + crypto::base64url_encode(Bytes(400, 1)) + R"("})";
  const JsonObject items =
      call("SealedItem/set", R"({"accountId":"$A","create":{"a":{"name":"a",)" + item +
                                 R"(,"b":{"name":"b",)" + item + "}}");
  EXPECT_EQ(items.at("created").as_object().size(), 1U);
  std::string conditions;
  for (int i = 0; i < 40; ++i) {
    conditions += (i == 0 ? "" : ",") + (R"({"hasKeyword":"k)" + std::to_string(i) + R"("})");
  }
  EXPECT_EQ(error("Email/query", R"({"accountId":"$A","filter":{"operator":"AND","conditions":[)" +
                                     conditions + "]}}"),
            "unsupportedFilter");
}

TEST_F(Jmap, EveryMethodTakesOddArguments) {
  for (const char* name :
       {"Mailbox/get",    "Mailbox/changes", "Mailbox/query",      "Mailbox/queryChanges",
        "Mailbox/set",    "Thread/get",      "Thread/changes",     "Email/get",
        "Email/changes",  "Email/query",     "Email/queryChanges", "Email/set",
        "Email/import",   "Blob/copy",       "PublicKey/get",      "PublicKey/lookup",
        "SealedItem/get", "SealedItem/set",  "Device/get",         "Device/set",
        "AppToken/get",   "AppToken/set",    "List/unsubscribe"}) {
    for (const char* arguments :
         {"{}", R"({"accountId":1})", R"({"accountId":"$A","surprise":1})",
          R"({"accountId":"$A","ids":5,"create":5,"filter":5,"sinceState":5,"emails":5})"}) {
      EXPECT_EQ(error(name, arguments), "invalidArguments") << name << " " << arguments;
    }
  }
}

TEST_F(Jmap, UnsubscribesOverHttpsAlone) {
  EXPECT_EQ(error("List/unsubscribe", R"({"accountId":"$A","url":"http://list.test/u"})"),
            "invalidArguments");
  EXPECT_EQ(
      call("List/unsubscribe", R"({"accountId":"$A","url":"https://list.test/u"})").at("outcome"),
      "unreachable");  // this service asks nobody outside
}

TEST(Ids, OneSpellingEach) {
  EXPECT_EQ(parse_email_id("e12"), store::MessageId{12});
  for (const char* bad : {"", "e", "e012", "e-1", "e+1", "e99999999999999999999", "m12", "e1x"}) {
    EXPECT_FALSE(parse_email_id(bad)) << bad;
  }
  const store::AccountId account{0x0123456789abcdef};
  EXPECT_EQ(to_text(account), "a0123456789abcdef");
  EXPECT_EQ(parse_account_id("a0123456789abcdef"), account);
  EXPECT_FALSE(parse_account_id("a0123456789ABCDEF"));
}

TEST(Ranges, OfRfc9110) {
  const auto range = [](std::string_view field) {
    ByteRange got;
    const RangeAnswer answer = parse_range(field, 100, got);
    if (answer == RangeAnswer::unsatisfiable) return std::string("416");
    return std::to_string(got.first) + "+" + std::to_string(got.length);
  };
  EXPECT_EQ(range("bytes=0-9"), "0+10");
  EXPECT_EQ(range("bytes=90-"), "90+10");
  EXPECT_EQ(range("bytes=90-900"), "90+10");
  EXPECT_EQ(range("bytes=-5"), "95+5");
  EXPECT_EQ(range("bytes=-500"), "0+100");
  EXPECT_EQ(range("bytes=100-"), "416");
  EXPECT_EQ(range("bytes=-0"), "416");
  for (const char* whole : {"bytes=5-4", "bytes=a-b", "bytes=-", "lines=1-2", "bytes=0-1,3-4"}) {
    EXPECT_EQ(range(whole), "0+100") << whole;
  }
}

TEST(Sealed, OnlyEncryptedMessages) {
  EXPECT_TRUE(looks_sealed(Bytes{0xc1, 0x5e}));   // PKESK, new format
  EXPECT_TRUE(looks_sealed(Bytes{0x84, 0x5e}));   // PKESK, old format
  EXPECT_TRUE(looks_sealed(Bytes{0xc3, 0x0d}));   // SKESK
  EXPECT_FALSE(looks_sealed(Bytes{0xcb, 0x10}));  // literal data
  EXPECT_FALSE(looks_sealed(as_bytes("From: anna")));
  EXPECT_FALSE(looks_sealed({}));
}

TEST_F(Jmap, AliasesComeAndGo) {
  config_.limits.max_addresses = 3;
  const JsonObject made = call("Address/set", R"({"accountId":"$A","create":{
      "k1":{"address":"Ann@nightmail.test"},"k2":{"address":"ann@elsewhere.test"},
      "k3":{"address":"postmaster@nightmail.test"},"k4":{"address":"a+b@nightmail.test"},
      "k5":{"address":"anna@nightmail.test"}}})");
  EXPECT_EQ(made.at("created").at("k1").at("address"), "ann@nightmail.test") << text(made);
  EXPECT_EQ(made.at("notCreated").at("k2").at("type"), "invalidProperties");
  EXPECT_EQ(made.at("notCreated").at("k3").at("type"), "alreadyExists");
  EXPECT_EQ(made.at("notCreated").at("k4").at("type"), "invalidProperties");
  EXPECT_EQ(made.at("notCreated").at("k5").at("type"), "alreadyExists");
  const JsonObject all = call("Address/get", R"({"accountId":"$A"})");
  ASSERT_EQ(all.at("list").as_array().size(), 2U);
  EXPECT_EQ(all.at("list").at(0).at("isName"), true);
  const std::string name(jmap::text_of(all.at("list").at(0).at("id")));
  const std::string alias(jmap::text_of(all.at("list").at(1).at("id")));
  const JsonObject gone =
      call("Address/set", R"({"accountId":"$A","destroy":[")" + name + "\",\"" + alias + "\"]}");
  EXPECT_EQ(gone.at("destroyed").as_array().size(), 1U) << text(gone);
  EXPECT_EQ(gone.at("notDestroyed").at(name).at("type"), "forbidden");
  const JsonObject more = call("Address/set", R"({"accountId":"$A","create":{
      "k1":{"address":"b@nightmail.test"},"k2":{"address":"c@nightmail.test"}}})");
  EXPECT_EQ(more.at("created").as_object().size(), 1U) << text(more);
  EXPECT_EQ(boost::json::serialize(more.at("notCreated")).find("overQuota") != std::string::npos,
            true);
}

}  // namespace
}  // namespace nightmail::api
