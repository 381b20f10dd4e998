// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/reply.h"

#include <gtest/gtest.h>

namespace nightmail::smtp {
namespace {

std::string printed(const Reply& reply, bool with_status = true) {
  std::string out;
  append_reply(out, reply, with_status);
  return out;
}

TEST(Reply, PrintsCodeStatusAndText) {
  EXPECT_EQ(printed({550, {5, 1, 1}, "No"}), "550 5.1.1 No\r\n");
  EXPECT_EQ(printed({550, {5, 1, 1}, "No"}, false), "550 No\r\n");
  EXPECT_EQ(printed({354, {}, "Go"}), "354 Go\r\n");
  EXPECT_EQ(printed({250, {2, 0, 0}, ""}), "250 2.0.0 \r\n");
}

TEST(Reply, PrintsSeveralLinesEachWithItsStatus) {
  EXPECT_EQ(printed({250, {}, "a\nb\nc"}), "250-a\r\n250-b\r\n250 c\r\n");
  EXPECT_EQ(printed({452, {4, 2, 2}, "a\nb"}), "452-4.2.2 a\r\n452 4.2.2 b\r\n");
}

TEST(Reply, CannotBeForged) {
  EXPECT_EQ(printed({250, {}, "a\rb\t\x7F\xC3\xA4"}), "250 a?b????\r\n");
  EXPECT_EQ(printed({250, {}, std::string("a\0b", 3)}), "250 a?b\r\n");
}

TEST(Reply, KeepsLinesShort) {
  EXPECT_EQ(printed({550, {5, 123, 456}, std::string(1000, 'x')}).size(), 512u);
  EXPECT_EQ(printed({550, {}, std::string(1000, 'x')}).size(), 512u);
}

TEST(Reply, KnowsItsKind) {
  EXPECT_TRUE((Reply{250, {}, ""}).positive());
  EXPECT_TRUE((Reply{354, {}, ""}).positive());
  EXPECT_TRUE((Reply{451, {}, ""}).transient());
  EXPECT_TRUE((Reply{550, {}, ""}).permanent());
  EXPECT_FALSE((Reply{451, {}, ""}).positive() || (Reply{451, {}, ""}).permanent());
}

}  // namespace
}  // namespace nightmail::smtp
