// SPDX-License-Identifier: Apache-2.0
#include "client/keys/key_finder.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "client/errors.h"
#include "crypto/encoding.h"
#include "pgp/open/secret_key.h"
#include "support/scripted_random.h"

namespace nightmail::client {
namespace {

constexpr Timestamp kNow{1'795'622'400'000};

pgp::Certificate certificate_of(const std::string& address) {
  return pgp::SecretKey::generate("", address, {1'795'000'000'000}).value().certificate();
}

json::object entry(const std::string& address, const pgp::Certificate& certificate) {
  return {{"address", address}, {"certificate", crypto::base64url_encode(certificate.bytes())}};
}

// A server with a directory, a WKD to ask, and sealed items.
struct FakeServer {
  json::array directory, wkd;
  json::object items;  // id -> {"name","sealed"}
  std::vector<std::string> asked;

  JmapCall call() {
    return [this](const std::vector<MethodCall>& calls) -> Result<std::vector<json::object>> {
      const MethodCall& one = calls.front();
      asked.push_back(one.name);
      if (one.name == "PublicKey/lookup") return answer(matching(directory, one.arguments));
      if (one.name == "PublicKey/discover") return answer(matching(wkd, one.arguments));
      if (one.name == "SealedItem/set") return set(one.arguments);
      json::array list;
      for (const auto& [id, item] : items) list.push_back(item);
      return answer(std::move(list));
    };
  }

 private:
  static std::vector<json::object> answer(json::array list) {
    std::vector<json::object> answers;
    answers.push_back({{"list", std::move(list)}});
    return answers;
  }
  static json::array matching(const json::array& all, const json::object& arguments) {
    json::array found;
    for (const json::value& one : all) {
      for (const json::value& address : arguments.at("addresses").as_array()) {
        if (one.at("address") == address) found.push_back(one);
      }
    }
    return found;
  }
  std::vector<json::object> set(const json::object& arguments) {
    for (const auto& [id, item] : arguments.at("create").as_object()) {
      const std::string name(item.at("name").as_string());
      items[crypto::base64url_encode(as_bytes(name))] = item;
    }
    for (const auto& [id, item] : arguments.at("update").as_object()) {
      items[id].as_object()["sealed"] = item.at("sealed");
    }
    for (const json::value& id : arguments.at("destroy").as_array()) items.erase(id.as_string());
    return {json::object{}};
  }
};

Session session() {
  Session session;
  session.address = "anna@nightmail.test";
  session.account_id = "a1";
  session.account_secret = SecretKey32(std::array<std::uint8_t, 32>{9});
  session.keys.push_back(pgp::SecretKey::generate("", session.address, kNow).value());
  return session;
}

TEST(KeyFinder, AsksTheOwnDirectoryThenOthers) {
  FakeServer server;
  const auto bert = certificate_of("bert@nightmail.test");
  const auto carol = certificate_of("carol@example.org");
  server.directory.push_back(entry("bert@nightmail.test", bert));
  server.wkd.push_back(entry("carol@example.org", carol));
  PeerKeys peers;
  const auto choices =
      find_keys(server.call(), session(), peers,
                {"bert@nightmail.test", "carol@example.org", "dora@example.org"}, kNow);
  ASSERT_TRUE(choices.ok());
  EXPECT_EQ((*choices)[0].source, KeySource::directory);
  EXPECT_EQ((*choices)[1].source, KeySource::wkd);
  EXPECT_EQ((*choices)[2].kind, KeyChoice::Kind::none);
}

TEST(KeyFinder, AForeignKeyWithAnotherUserIdDoesNotCount) {
  FakeServer server;
  server.wkd.push_back(entry("carol@example.org", certificate_of("eve@example.org")));
  PeerKeys peers;
  const auto choices = find_keys(server.call(), session(), peers, {"carol@example.org"}, kNow);
  EXPECT_EQ(choices->front().kind, KeyChoice::Kind::none);
}

TEST(KeyFinder, WhatIsPinnedIsNotAskedForAgainTheSameDay) {
  FakeServer server;
  server.wkd.push_back(entry("carol@example.org", certificate_of("carol@example.org")));
  PeerKeys peers;
  const Session anna = session();
  (void)find_keys(server.call(), anna, peers, {"carol@example.org"}, kNow);
  server.asked.clear();
  (void)find_keys(server.call(), anna, peers, {"carol@example.org"}, {kNow.unix_ms + 1000});
  EXPECT_EQ(server.asked, std::vector<std::string>{"PublicKey/lookup"});
  (void)find_keys(server.call(), anna, peers, {"carol@example.org"},
                  {kNow.unix_ms + 25LL * 3600 * 1000});
  EXPECT_EQ(server.asked.back(), "PublicKey/discover");
}

TEST(KeyFinder, TheServerCannotChangeOnesOwnKey) {
  FakeServer server;
  server.directory.push_back(entry("anna@nightmail.test", certificate_of("anna@nightmail.test")));
  PeerKeys peers;
  const Session anna = session();
  const auto choices = find_keys(server.call(), anna, peers, {"anna@nightmail.test"}, kNow);
  EXPECT_EQ(choices->front().certificate->fingerprint(), anna.keys.front().fingerprint());
}

TEST(SignerKeys, TheDirectoryVouchesForAKeyThatAMailBrought) {
  FakeServer server;
  const auto bert = certificate_of("bert@nightmail.test");
  server.directory.push_back(entry("bert@nightmail.test", bert));
  PeerKeys peers;
  learn_key(peers, {{"bert@nightmail.test", true, bert.bytes()}, kNow}, "", kNow);
  const auto keys = signer_keys(server.call(), session(), peers, "bert@nightmail.test", kNow);
  ASSERT_EQ(keys->size(), 1U);
  EXPECT_EQ(keys->front().source, KeySource::directory);
  EXPECT_TRUE(signer_keys(server.call(), session(), peers, "eve@nightmail.test", kNow)->empty());
}

TEST(KeyFinder, HostileAnswersAreErrorsOrNothing) {
  for (const char* text :
       {R"({"list":7})", R"({"list":[7]})", R"({"list":[{"address":1}]})", "{}"}) {
    const JmapCall call = [&](const auto&) -> Result<std::vector<json::object>> {
      return std::vector<json::object>{boost::json::parse(text).as_object()};
    };
    PeerKeys peers;
    const auto choices = find_keys(call, session(), peers, {"bert@nightmail.test"}, kNow);
    EXPECT_TRUE(!choices.ok() && choices.error().is(Errc::bad_answer)) << text;
  }
}

TEST(PeerKeys, WhatIsSavedIsFetched) {
  FakeServer server;
  SystemRandom random;
  const Session anna = session();
  PeerKeys peers;
  const auto first = certificate_of("bert@example.org");
  (void)choose_key(peers, "bert@example.org", FoundKey{first, KeySource::wkd}, kNow);
  EXPECT_TRUE(peers.changed());
  ASSERT_TRUE(peers.save(server.call(), anna, random).ok());
  EXPECT_FALSE(peers.changed());
  auto again = PeerKeys::fetch(server.call(), anna);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->current("bert@example.org")->fingerprint, first.fingerprint());
  EXPECT_TRUE(again->forget("bert@example.org"));
  ASSERT_TRUE(again->save(server.call(), anna, random).ok());
  EXPECT_TRUE(server.items.empty());
}

}  // namespace
}  // namespace nightmail::client
