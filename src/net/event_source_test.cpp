// SPDX-License-Identifier: Apache-2.0
#include "net/event_source.h"

#include <gtest/gtest.h>

#include "net/errors.h"

namespace nightmail::net {
namespace {

TEST(EventSourceTest, WhatIsWrittenIsReadBackInPiecesOfAnySize) {
  const ServerEvent first{.event = "state", .data = "a\nb\n\nc", .id = "7", .retry_ms = 500};
  const ServerEvent second{.event = "", .data = "", .id = std::nullopt, .retry_ms = std::nullopt};
  const std::string wire =
      format_event(first) + format_event_comment("ping\nx") + format_event(second);
  for (std::size_t size = 1; size <= wire.size(); ++size) {
    EventParser parser;
    std::vector<ServerEvent> events;
    for (std::size_t at = 0; at < wire.size(); at += size) {
      const auto got = parser.feed(std::string_view(wire).substr(at, size));
      ASSERT_TRUE(got.ok());
      events.insert(events.end(), got->begin(), got->end());
    }
    ASSERT_EQ(events, (std::vector<ServerEvent>{first, second})) << size;
    EXPECT_EQ(parser.last_id(), "7");
    EXPECT_EQ(parser.retry_ms(), 500U);
  }
}

TEST(EventSourceTest, AllLineEndsAndOddFields) {
  EventParser parser;
  const auto events = parser.feed(
      "\xEF\xBB\xBF"
      "data:x\r\rdata: y\r\n\r\nid: 9\nretry: 1s\n\nunknown: z\ndata\n\n:c\n\n");
  ASSERT_TRUE(events.ok());
  ASSERT_EQ(events->size(), 3U);
  EXPECT_EQ((*events)[0].data, "x");
  EXPECT_EQ((*events)[1].data, "y");
  EXPECT_EQ((*events)[2].data, "");
  EXPECT_EQ(parser.last_id(), "9");
  EXPECT_EQ(parser.retry_ms(), std::nullopt);
}

TEST(EventSourceTest, FieldsCannotBeSmuggledIn) {
  const std::string wire = format_event(
      {.event = "a\ndata: evil", .data = "d\r\nid: evil", .id = "1\n\nx", .retry_ms = {}});
  EventParser parser;
  const auto events = parser.feed(wire);
  ASSERT_EQ(events->size(), 1U);
  EXPECT_EQ((*events)[0].data, "d\nid: evil");
  EXPECT_EQ((*events)[0].id, "1  x");
}

TEST(EventSourceTest, EndlessEventsAreRefused) {
  EventParser line(100);
  const auto too_long = line.feed(std::string(200, 'x'));
  ASSERT_FALSE(too_long.ok());
  EXPECT_TRUE(too_long.error().is(Errc::too_large));
  EventParser lines(100);
  std::string many;
  for (int i = 0; i < 100; ++i) many += "data: 123456789\n";
  EXPECT_FALSE(lines.feed(many).ok());
  EventParser empty_lines(100);
  std::string empties;
  for (int i = 0; i < 1000; ++i) empties += "data\n";
  EXPECT_FALSE(empty_lines.feed(empties).ok());
}

}  // namespace
}  // namespace nightmail::net
