// SPDX-License-Identifier: Apache-2.0
//
// What a real server does not do. tests/functional/client_*.py has what it does.
#include "client/sync.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>

#include "base/random.h"
#include "client/errors.h"
#include "crypto/encoding.h"
#include "pgp/seal/sealer.h"

namespace nightmail::client {
namespace {

using Answer = std::function<Result<json::object>(const json::object&)>;

class SyncTest : public ::testing::Test {
 protected:
  SyncTest()
      : key_(pgp::SecretKey::generate("", "anna@nightmail.test", clock_.now()).value()),
        sealer_(random_, clock_) {
    session_.account_id = "a1";
    session_.account_secret = SecretKey32(random_.array<32>());
    session_.keys.push_back(key_.copy());
    answers_["Mailbox/get"] = [](const json::object&) {
      return json::object{{"list", {{{"id", "m1"}, {"role", "inbox"}, {"sealedName", ""}}}}};
    };
  }

  // A cache that is never saved: its folder is not there.
  SummaryCache cache() {
    return SummaryCache::load("/nowhere/at/all", "a1", session_.account_secret, random_);
  }
  Result<Synced> sync(SummaryCache& cache) {
    const JmapCall call =
        [this](const std::vector<MethodCall>& calls) -> Result<std::vector<json::object>> {
      std::vector<json::object> all;
      for (const MethodCall& one : calls) {
        ++asked_[one.name];
        TRY_ASSIGN(json::object answer, answers_.at(one.name)(one.arguments));
        all.push_back(std::move(answer));
      }
      return all;
    };
    return synchronize(call, session_, cache);
  }
  json::value sealed(std::string_view summary) {
    const auto recipient = sealer_.recipient(key_.certificate().bytes());
    const std::array<ByteView, 1> parts{as_bytes(summary)};
    return json::value(crypto::base64url_encode(
        sealer_.seal(*recipient, std::span<const ByteView>(parts)).value()));
  }
  static json::object email(const std::string& id, json::value summary) {
    return {{"id", id},
            {"blobId", "b" + id},
            {"size", 100},
            {"receivedAt", "2026-11-23T16:00:00Z"},
            {"keywords", json::object()},
            {"mailboxIds", {{"m1", true}}},
            {"sealedSummary", std::move(summary)}};
  }
  // A server with these messages.
  void serve(std::vector<json::object> emails) {
    answers_["Email/query"] = [emails](const json::object& query) {
      json::array ids;
      if (!query.contains("anchor")) {
        for (const auto& one : emails) ids.push_back(one.at("id"));
      }
      return json::object{{"ids", ids}};
    };
    answers_["Email/get"] = [emails](const json::object& get) {
      json::array list;
      for (const json::value& id : get.at("ids").get_array()) {
        for (const auto& one : emails) {
          if (one.at("id") == id) list.push_back(one);
        }
      }
      return json::object{{"state", "s1"}, {"list", list}};
    };
  }
  static json::object changes(json::array created, const char* state, bool more) {
    return {{"created", std::move(created)},
            {"updated", json::array()},
            {"destroyed", json::array()},
            {"newState", state},
            {"hasMoreChanges", more}};
  }

  SystemRandom random_;
  SystemClock clock_;
  pgp::SecretKey key_;
  pgp::Sealer sealer_;
  Session session_;
  std::map<std::string, Answer> answers_;
  std::map<std::string, int> asked_;
};

TEST_F(SyncTest, SummariesAreOpenedAndDamageIsKeptToItsMessage) {
  serve({email("e1", sealed("{\"v\":1}")), email("e2", "bm90IHNlYWxlZA"), email("e3", "%%%"),
         email("e4", nullptr)});
  SummaryCache known = cache();
  ASSERT_TRUE(sync(known).ok());
  EXPECT_EQ(known.state(), "s1");
  EXPECT_EQ(as_text(known.find("e1")->summary), "{\"v\":1}");
  EXPECT_EQ(known.find("e2")->kind, SummaryKind::damaged);
  EXPECT_EQ(known.find("e3")->kind, SummaryKind::damaged);
  EXPECT_EQ(known.find("e4")->kind, SummaryKind::absent);
}

TEST_F(SyncTest, ChangesAreOneQuestion) {
  serve({email("e1", sealed("{\"v\":1}"))});
  SummaryCache known = cache();
  ASSERT_TRUE(sync(known).ok());
  asked_.clear();
  answers_["Email/changes"] = [](const json::object&) { return changes({}, "s1", false); };
  ASSERT_TRUE(sync(known).ok());
  EXPECT_EQ(asked_, (std::map<std::string, int>{{"Email/changes", 1}, {"Mailbox/get", 1}}));
}

TEST_F(SyncTest, ALostStateComparesAllAndFetchesOnlyWhatIsMissing) {
  serve({email("e1", sealed("{\"v\":1}")), email("e2", sealed("{\"v\":1}"))});
  SummaryCache known = cache();
  ASSERT_TRUE(sync(known).ok());
  serve({email("e2", nullptr), email("e3", sealed("{\"v\":1}"))});
  answers_["Email/changes"] = [](const json::object&) -> Result<json::object> {
    return Error(Errc::state_lost);
  };
  ASSERT_TRUE(sync(known).ok());
  EXPECT_EQ(known.find("e1"), nullptr);
  EXPECT_EQ(known.find("e2")->kind, SummaryKind::opened) << "it was not fetched again";
  EXPECT_EQ(known.find("e3")->kind, SummaryKind::opened);
}

TEST_F(SyncTest, ChangesWithoutEndAreRefused) {
  serve({});
  SummaryCache known = cache();
  ASSERT_TRUE(sync(known).ok());
  answers_["Email/changes"] = [](const json::object&) { return changes({}, "s1", true); };
  const auto synced = sync(known);
  ASSERT_FALSE(synced.ok());
  EXPECT_TRUE(synced.error().is(Errc::bad_answer));
}

TEST_F(SyncTest, AQueryThatRepeatsItselfIsRefused) {
  serve({email("e1", nullptr)});
  answers_["Email/query"] = [](const json::object&) {
    return json::object{{"ids", json::array{"e1"}}};
  };
  SummaryCache known = cache();
  EXPECT_TRUE(sync(known).error().is(Errc::bad_answer));
}

TEST_F(SyncTest, FalseTypesAndIdsAreRefused) {
  const auto refused = [&](const char* member, json::value value) {
    json::object bad = email("e1", nullptr);
    bad[member] = std::move(value);
    serve({email("e1", nullptr)});
    answers_["Email/get"] = [bad](const json::object&) {
      return json::object{{"state", "s1"}, {"list", json::array{bad}}};
    };
    SummaryCache known = cache();
    const auto synced = sync(known);
    return !synced.ok() && synced.error().is(Errc::bad_answer);
  };
  EXPECT_FALSE(refused("size", 5)) << "the honest answer passes";
  EXPECT_TRUE(refused("size", -1));
  EXPECT_TRUE(refused("size", "100"));
  EXPECT_TRUE(refused("id", "../../x"));
  EXPECT_TRUE(refused("id", ""));
  EXPECT_TRUE(refused("blobId", "a/b"));
  EXPECT_TRUE(refused("receivedAt", "yesterday"));
  EXPECT_TRUE(refused("keywords", json::array()));
  EXPECT_TRUE(refused("keywords", json::object{{std::string(300, 'k'), true}}));
  EXPECT_TRUE(refused("mailboxIds", json::object{{"m1", "yes"}}));
  EXPECT_TRUE(refused("sealedSummary", 7));
}

}  // namespace
}  // namespace nightmail::client
