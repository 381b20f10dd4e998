// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/message_buffer.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "proto/smtp/script_test.h"

namespace nightmail::smtp {
namespace {

std::string text_of(ByteView view) {
  return to_string(view);
}

TEST(MessageBuffer, KeepsOriginalApartFromWhatIsPrepended) {
  TestBudget budget;
  for (const std::size_t room : {0u, 3u, 5u, 100u}) {
    MessageBuffer buffer(budget, room);
    ASSERT_TRUE(buffer.append(as_bytes("body")));
    ASSERT_TRUE(buffer.prepend(as_bytes("trace")));
    ASSERT_TRUE(buffer.prepend(as_bytes("more ")));
    ASSERT_TRUE(buffer.append(as_bytes("!")));
    EXPECT_EQ(text_of(buffer.view()), "more tracebody!");
    EXPECT_EQ(text_of(buffer.original()), "body!");
    EXPECT_EQ(buffer.size(), 15u);
  }
  EXPECT_EQ(budget.taken(), 0u);
}

TEST(MessageBuffer, PrependsToNothing) {
  TestBudget budget;
  for (const std::size_t room : {0u, 2u, 100u}) {
    MessageBuffer buffer(budget, room);
    EXPECT_TRUE(buffer.view().empty() && buffer.original().empty());
    ASSERT_TRUE(buffer.prepend(as_bytes("trace")));
    EXPECT_EQ(text_of(buffer.view()), "trace");
    EXPECT_TRUE(buffer.original().empty());
  }
}

TEST(MessageBuffer, PrependsIntoItsRoomWithoutMoving) {
  TestBudget budget;
  MessageBuffer buffer(budget, 16);
  ASSERT_TRUE(buffer.append(as_bytes("body")));
  const std::uint8_t* at = buffer.original().data();
  ASSERT_TRUE(buffer.prepend(as_bytes("sixteen bytes...")));
  EXPECT_EQ(buffer.original().data(), at);
}

TEST(MessageBuffer, ChargesAndGivesBack) {
  TestBudget budget(100'000);
  MessageBuffer buffer(budget, 0);
  std::string expected;
  while (buffer.append(as_bytes("0123456789"))) expected += "0123456789";
  EXPECT_EQ(text_of(buffer.view()), expected);
  EXPECT_GT(expected.size(), 30'000u);
  EXPECT_EQ(budget.taken(), buffer.charged());
  MessageBuffer moved = std::move(buffer);
  EXPECT_EQ(budget.taken(), moved.charged());
  EXPECT_EQ(text_of(moved.view()), expected);
  moved.release();
  EXPECT_EQ(budget.taken(), 0u);
  ASSERT_TRUE(moved.append(as_bytes("again")));
  EXPECT_EQ(text_of(moved.view()), "again");
  moved = MessageBuffer();
  EXPECT_EQ(budget.taken(), 0u);
  EXPECT_FALSE(moved.append(as_bytes("x")));
}

TEST(MessageBuffer, BelievesAnAnnouncedSizeOnlyAfterSomeOfItCame) {
  TestBudget budget;
  MessageBuffer small(budget, 100);
  small.expect(5000);
  ASSERT_TRUE(small.append(as_bytes("x")));
  EXPECT_EQ(small.charged(), 5100u);
  MessageBuffer large(budget, 100);
  large.expect(3'000'000);
  ASSERT_TRUE(large.append(as_bytes("x")));
  EXPECT_LT(large.charged(), 10'000u);
  const std::string piece(16'384, 'x');
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(large.append(as_bytes(piece)));
  EXPECT_EQ(large.charged(), 3'000'100u);
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(large.append(as_bytes(piece)));
  EXPECT_EQ(large.size(), 208 * piece.size() + 1);
}

}  // namespace
}  // namespace nightmail::smtp
