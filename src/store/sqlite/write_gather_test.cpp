// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/write_gather.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>
#include <utility>
#include <vector>

namespace nightmail::store {
namespace {

using Writes = std::vector<std::pair<std::int64_t, std::string>>;

class WriteGatherTest : public testing::Test {
 protected:
  int put(const std::string& text, std::int64_t at) {
    return gather_.put(text.data(), static_cast<int>(text.size()), at);
  }

  Writes writes_;
  int answer_ = SQLITE_OK;
  WriteGather gather_{[this](const void* data, int size, std::int64_t at) {
    writes_.emplace_back(at,
                         std::string(static_cast<const char*>(data), static_cast<size_t>(size)));
    return answer_;
  }};
};

TEST_F(WriteGatherTest, neighbours_leave_as_one) {
  EXPECT_EQ(put("head", 100), SQLITE_OK);
  EXPECT_EQ(put("page", 104), SQLITE_OK);
  EXPECT_TRUE(writes_.empty());
  EXPECT_EQ(gather_.flush(), SQLITE_OK);
  EXPECT_EQ(writes_, (Writes{{100, "headpage"}}));
  EXPECT_EQ(gather_.flush(), SQLITE_OK);
  EXPECT_EQ(writes_.size(), 1U);
}

TEST_F(WriteGatherTest, what_was_written_later_lies_on_top) {
  (void)put("old", 100);
  (void)put("new", 100);
  (void)put("gap", 200);
  (void)gather_.flush();
  EXPECT_EQ(writes_, (Writes{{100, "old"}, {100, "new"}, {200, "gap"}}));
}

TEST_F(WriteGatherTest, no_write_is_larger_than_sqlite_takes) {
  const std::string page(8192, 'p');
  for (int i = 0; i < 40; ++i) ASSERT_EQ(put(page, i * 8192), SQLITE_OK);
  ASSERT_EQ(gather_.flush(), SQLITE_OK);
  std::int64_t next = 0;
  for (const auto& [at, text] : writes_) {
    EXPECT_EQ(at, next);
    EXPECT_LT(text.size(), 128U * 1024);
    next += static_cast<std::int64_t>(text.size());
  }
  EXPECT_EQ(next, 40 * 8192);
}

TEST_F(WriteGatherTest, a_refused_write_is_told_once_to_whoever_flushes) {
  (void)put("lost", 0);
  answer_ = SQLITE_FULL;
  EXPECT_EQ(gather_.flush(), SQLITE_FULL);
  answer_ = SQLITE_OK;
  EXPECT_EQ(gather_.flush(), SQLITE_OK);
  EXPECT_EQ(writes_.size(), 1U);
}

}  // namespace
}  // namespace nightmail::store
