// SPDX-License-Identifier: Apache-2.0
#include "server/transport/dkim_keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "proto/dkim/verify.h"

namespace nightmail::transport {
namespace {

using namespace std::chrono_literals;

const std::string kMail = "From: a@a.test\r\n\r\nx\r\n";

class DkimKeysTest : public testing::Test {
 protected:
  static std::string new_directory() {
    std::string pattern = testing::TempDir() + "nm-dkim-XXXXXX";
    return mkdtemp(pattern.data());
  }
  ~DkimKeysTest() override { std::filesystem::remove_all(directory_); }
  std::int64_t now() const { return clock_.now().unix_ms / 1000; }
  void make(std::int64_t from, const std::string& domain = "a.test") {
    ASSERT_TRUE(make_dkim_keys(files_, directory_, domain, from).ok());
  }
  std::vector<std::string> selectors() {
    const std::string mail = keys_.sign("a.test", as_bytes(kMail)) + kMail;
    std::vector<std::string> all;
    for (const auto& found : dkim::signatures_of(as_bytes(mail)))
      all.push_back(found.signature->selector);
    return all;
  }

  const std::string directory_ = new_directory();
  FileSystem files_;
  ManualClock clock_;  // 2023-11-14
  NullLog log_;
  DkimKeys keys_{files_, directory_, clock_, log_};
};

TEST_F(DkimKeysTest, SignsWithBothKeysOfTheDomainAlone) {
  make(now());
  make(now(), "b.test");
  const std::string fields = keys_.sign("a.test", as_bytes(kMail));
  const std::string mail = fields + kMail;
  const auto loaded = load_dkim_keys(files_, directory_);
  ASSERT_EQ(loaded->size(), 4U);
  const auto found = dkim::signatures_of(as_bytes(mail));
  ASSERT_EQ(found.size(), 2U);
  for (const auto& each : found) EXPECT_EQ(each.signature->domain, "a.test");
  EXPECT_EQ(keys_.sign("c.test", as_bytes(kMail)), "");
}

TEST_F(DkimKeysTest, ANewKeySignsOnceItsTimeHasCome) {
  make(now());
  EXPECT_EQ(selectors(), (std::vector<std::string>{"nm20231114e", "nm20231114r"}));
  make(now() + 48 * 3600);
  clock_.advance(47h);
  EXPECT_EQ(selectors(), (std::vector<std::string>{"nm20231114e", "nm20231114r"}));
  clock_.advance(2h);
  EXPECT_EQ(selectors(), (std::vector<std::string>{"nm20231116e", "nm20231116r"}));
  EXPECT_TRUE(retired_keys(*load_dkim_keys(files_, directory_), now()).empty());
  clock_.advance(24h * 7);
  const auto retired = retired_keys(*load_dkim_keys(files_, directory_), now());
  ASSERT_EQ(retired.size(), 2U);
  EXPECT_EQ(retired[0].selector, "nm20231114e");
}

TEST_F(DkimKeysTest, TwoRotationsOnADayHaveTwoSelectors) {
  make(now());
  make(now());
  EXPECT_EQ(load_dkim_keys(files_, directory_)->size(), 4U);
  EXPECT_EQ(selectors(), (std::vector<std::string>{"nm20231114be", "nm20231114br"}));
}

TEST_F(DkimKeysTest, FilesAreTheOwnersAlone) {
  make(now());
  for (const auto& entry : std::filesystem::directory_iterator(directory_ + "/dkim")) {
    struct stat info {};
    stat(entry.path().c_str(), &info);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
  }
}

TEST_F(DkimKeysTest, ADamagedFileIsNamed) {
  make(now());
  std::ofstream(directory_ + "/dkim/x.a.test.key") << "active-from: 5\nno key\n";
  const auto loaded = load_dkim_keys(files_, directory_);
  ASSERT_FALSE(loaded.ok());
  EXPECT_NE(loaded.error().context().find("x.a.test.key"), std::string::npos);
}

}  // namespace
}  // namespace nightmail::transport
