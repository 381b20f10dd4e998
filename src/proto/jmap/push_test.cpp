// SPDX-License-Identifier: Apache-2.0

#include "proto/jmap/push.h"

#include <gtest/gtest.h>

namespace nightmail::jmap {
namespace {

TEST(Push, PrintsWhatClientsExpect) {
  EXPECT_EQ(print_state_change("a1", {{"Mailbox", "17"}, {"Email", "42"}}),
            R"({"@type":"StateChange","changed":{"a1":{"Email":"42","Mailbox":"17"}}})");
  EXPECT_EQ(print_ping(30), R"({"interval":30})");
}

}  // namespace
}  // namespace nightmail::jmap
