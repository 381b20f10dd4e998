// SPDX-License-Identifier: Apache-2.0
#include "server/outbound/operator_door.h"

#include "server/outbound/fixture_test.h"

namespace nightmail::outbound {
namespace {

using Kind = RecipientOutcome::Kind;

class OperatorDoorTest : public OutboundTest {
 protected:
  std::string ask(const std::string& request) {
    const OperatorDoor door(*users_.store, cipher_, users_.clock);
    std::string answer;
    door.answer(request, [&](std::string_view piece) {
      answer += piece;
      return true;
    });
    return answer;
  }
  static bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }
};

TEST_F(OperatorDoorTest, TheListHoldsNoAddressUnlessItIsAskedFor) {
  transport_.answer = [](const std::string&) {
    return RecipientOutcome{Kind::deferred, {450, {4, 2, 0}, "bert is away"}, "mx", false};
  };
  start();
  const auto id = print_queue_id({anna_.account, submit({"bert@b.test"})});
  ASSERT_TRUE(wait_for_attempts(1));
  const std::string list = ask("list");
  EXPECT_TRUE(list.starts_with("ok\n")) << list;
  EXPECT_TRUE(has(list, id)) << list;
  EXPECT_TRUE(has(list, "b.test"));
  EXPECT_TRUE(has(list, "450 4.2.0\n"));
  EXPECT_FALSE(has(list, "bert")) << list;
  const std::string all = ask("list --show-addresses");
  EXPECT_TRUE(has(all, "bert@b.test")) << all;
  EXPECT_TRUE(has(all, "bert is away"));
}

TEST_F(OperatorDoorTest, OrdersAreGivenByIdOrToAll) {
  const auto id = print_queue_id({anna_.account, submit({"x@b.test", "y@c.test"})});
  EXPECT_EQ(ask("hold " + id), "ok\n");
  EXPECT_TRUE(has(ask("list"), "held"));
  EXPECT_EQ(ask("release all"), "ok\n1 submissions\n");
  EXPECT_TRUE(has(ask("list"), "waiting"));
  EXPECT_TRUE(ask("drop 0000000000000001-1").starts_with("error: no such"));
  for (const char* nonsense : {"", "eat all", "list all", "drop", "drop x", "drop 00-1"})
    EXPECT_TRUE(ask(nonsense).starts_with("error: ")) << nonsense;
  start();
  ASSERT_TRUE(wait_until_empty());
  EXPECT_EQ(ask("list"), "ok\n");
}

TEST(QueueIds, ComeBackAsTheyWerePrinted) {
  const QueueId id{store::AccountId{0x00c0ffee}, store::SubmissionId{17}};
  EXPECT_EQ(print_queue_id(id), "0000000000c0ffee-17");
  const auto parsed = parse_queue_id("0000000000c0ffee-17");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->account, id.account);
  EXPECT_EQ(parsed->submission, id.submission);
  for (const char* bad : {"", "0000000000c0ffee", "0000000000c0ffee-", "0000000000c0ffee-0",
                          "000000000c0ffeez-1", "0000000000c0ffee-1x"})
    EXPECT_FALSE(parse_queue_id(bad).has_value()) << bad;
}

}  // namespace
}  // namespace nightmail::outbound
