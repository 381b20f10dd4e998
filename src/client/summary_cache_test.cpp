// SPDX-License-Identifier: Apache-2.0
#include "client/summary_cache.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "client/private_file.h"

namespace nightmail::client {
namespace {

struct Model {
  std::string blob;
  Bytes keywords;
  Bytes mailboxes;
  std::string summary;
};
using Models = std::map<std::string, Model>;

class SummaryCacheTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "nm-cache-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    random_.fill(secret_.expose());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string path() const { return folder_ + "/cache"; }
  SummaryCache load() { return SummaryCache::load(path(), "a1", secret_, random_); }

  static Bytes packed(std::initializer_list<std::string_view> names) {
    Bytes list;
    for (const std::string_view name : names) pack_name(list, name);
    return list;
  }
  static void put(SummaryCache& cache, const std::string& id, const Model& model) {
    CachedMessage message;
    message.id = id;
    message.blob_id = model.blob;
    message.received_ms = 17;
    message.size = 4711;
    message.keywords = NameList(model.keywords);
    message.mailboxes = NameList(model.mailboxes);
    message.kind = SummaryKind::opened;
    message.summary = as_bytes(model.summary);
    cache.put(message);
  }
  static Model some(const std::string& id) {
    return {"b" + id, packed({"$seen"}), packed({"m1", "m2"}),
            "{\"v\":1,\"subject\":\"" + id + "\"}"};
  }
  static void expect_same(const SummaryCache& cache, const Models& models) {
    ASSERT_EQ(cache.messages().size(), models.size());
    for (const auto& [id, model] : models) {
      const CachedMessage* found = cache.find(id);
      ASSERT_NE(found, nullptr) << id;
      EXPECT_EQ(found->id, id);
      EXPECT_EQ(found->blob_id, model.blob);
      EXPECT_TRUE(found->keywords == NameList(model.keywords)) << id;
      EXPECT_TRUE(found->mailboxes == NameList(model.mailboxes)) << id;
      EXPECT_EQ(as_text(found->summary), model.summary);
      EXPECT_EQ(found->size, 4711U);
    }
  }
  Bytes file() {
    const auto content = read_private_file(path());
    return to_bytes(ByteView(content->value()));
  }
  void overwrite(ByteView content) {
    std::ofstream out(path(), std::ios::binary | std::ios::trunc);
    out.write(as_text(content).data(), static_cast<std::streamsize>(content.size()));
  }

  std::string folder_;
  SystemRandom random_;
  SecretKey32 secret_;
};

TEST_F(SummaryCacheTest, NoFileIsAnEmptyCache) {
  const SummaryCache cache = load();
  EXPECT_TRUE(cache.messages().empty());
  EXPECT_TRUE(cache.state().empty());
}

// Random changes, saved and loaded again at random moments, against a plain map.
TEST_F(SummaryCacheTest, RemembersWhatAModelDoes) {
  std::mt19937 dice(7);
  Models models;
  std::string state;
  for (int round = 0; round < 60; ++round) {
    SummaryCache cache = load();
    ASSERT_EQ(cache.state(), state);
    expect_same(cache, models);
    for (int step = 0; step < 40; ++step) {
      const std::string id = "e" + std::to_string(dice() % 50);
      const unsigned what = dice() % 10;
      if (what < 5) {
        Model model = some(id);
        model.summary += std::string(dice() % 3000, 'x');
        put(cache, id, model);
        models[id] = model;
      } else if (what < 7) {
        cache.remove(id);
        models.erase(id);
      } else if (models.contains(id)) {
        models[id].keywords = packed({"$flagged", "k" + std::to_string(dice() % 9)});
        cache.set_labels(id, NameList(models[id].keywords), NameList(models[id].mailboxes));
      }
      if (dice() % 500 == 0) {
        cache.clear();
        models.clear();
        state.clear();
      }
    }
    state = "s" + std::to_string(round);
    cache.set_state(state);
    expect_same(cache, models);
    ASSERT_TRUE(cache.save().ok());
    if (dice() % 4 == 0) {  // a saved cache goes on
      put(cache, "extra", some("extra"));
      models["extra"] = some("extra");
      ASSERT_TRUE(cache.save().ok());
    }
  }
}

TEST_F(SummaryCacheTest, RewritesAFileThatIsMostlyWaste) {
  SummaryCache cache = load();
  Model model = some("e1");
  for (int i = 0; i < 40; ++i) {
    model.summary.assign(200'000, static_cast<char>('a' + i % 26));
    put(cache, "e1", model);
    ASSERT_TRUE(cache.save().ok());
  }
  EXPECT_LT(std::filesystem::file_size(path()), 6'000'000U);
  expect_same(load(), {{"e1", model}});
}

TEST_F(SummaryCacheTest, NothingOfItIsReadableOnDisk) {
  SummaryCache cache = load();
  Model model = some("e1");
  model.summary = "CANARY-IN-THE-SUMMARY";
  put(cache, "e1", model);
  ASSERT_TRUE(cache.save().ok());
  const Bytes content = file();
  EXPECT_EQ(as_text(content).find("CANARY"), std::string_view::npos);
  EXPECT_EQ(std::filesystem::status(path()).permissions(), std::filesystem::perms(0600));
}

TEST_F(SummaryCacheTest, AnotherAccountsFileIsAnEmptyCacheAndIsReplaced) {
  SummaryCache cache = load();
  put(cache, "e1", some("e1"));
  ASSERT_TRUE(cache.save().ok());
  EXPECT_TRUE(SummaryCache::load(path(), "a2", secret_, random_).messages().empty());
  SecretKey32 other(random_.array<32>());
  SummaryCache replaced = SummaryCache::load(path(), "a1", other, random_);
  EXPECT_TRUE(replaced.messages().empty());
  put(replaced, "e2", some("e2"));
  ASSERT_TRUE(replaced.save().ok());
  expect_same(SummaryCache::load(path(), "a1", other, random_), {{"e2", some("e2")}});
}

// Whatever is cut off or flipped, what is left is a beginning of what was saved, with its state;
// and it can be saved again.
TEST_F(SummaryCacheTest, ADamagedFileIsNoErrorAndHeals) {
  const std::vector<std::string> states{"", "s0", "s1", "s2"};
  SummaryCache cache = load();
  for (int i = 0; i < 3; ++i) {
    put(cache, "e" + std::to_string(i), some("e" + std::to_string(i)));
    cache.set_state(states[static_cast<std::size_t>(i) + 1]);
    ASSERT_TRUE(cache.save().ok());
  }
  const Bytes whole = file();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const bool cut : {true, false}) {
      Bytes broken = whole;
      if (cut)
        broken.resize(at);
      else
        broken[at] ^= 0x40;
      overwrite(broken);
      SummaryCache survivor = load();
      ASSERT_LE(survivor.messages().size(), 2U) << at;
      EXPECT_EQ(survivor.state(), states[survivor.messages().size()]);
      if (at % 16 != 0) continue;
      Models models;
      for (const auto& message : survivor.messages()) {
        models[std::string(message.id)] = some(std::string(message.id));
      }
      put(survivor, "new", some("new"));
      models["new"] = some("new");
      ASSERT_TRUE(survivor.save().ok());
      expect_same(load(), models);
    }
  }
}

TEST_F(SummaryCacheTest, TheSlowerOfTwoProcessesKeepsTheFileWhole) {
  SummaryCache first = load();
  SummaryCache second = load();
  put(first, "e1", some("e1"));
  put(second, "e2", some("e2"));
  ASSERT_TRUE(first.save().ok());
  ASSERT_TRUE(second.save().ok());
  expect_same(load(), {{"e1", some("e1")}});
}

}  // namespace
}  // namespace nightmail::client
