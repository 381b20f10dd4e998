// SPDX-License-Identifier: Apache-2.0
#include "server/outbound/judgement.h"

#include <gtest/gtest.h>

namespace nightmail::outbound {
namespace {

using Kind = RecipientOutcome::Kind;
using State = queue::Recipient::State;

constexpr Timestamp kStart{1'700'000'000'000};
constexpr std::int64_t kHour = 3'600'000;

class JudgementTest : public testing::Test {
 protected:
  static queue::PartRecord part_of(const std::string& notify, std::size_t recipients = 1) {
    queue::PartRecord part{false, "b.test", {}};
    for (std::size_t i = 0; i < recipients; ++i) {
      queue::Address address{"r" + std::to_string(i) + "@b.test", {}};
      if (!notify.empty()) address.parameters.push_back({"NOTIFY", notify});
      part.recipients.push_back({address, {}, {}, {}, false});
    }
    return part;
  }
  static RecipientOutcome outcome(Kind kind, int code = 250, smtp::EnhancedStatus status = {}) {
    return {kind, {code, status, "said"}, "mx.b.test", false};
  }
  Judgement judge_at(std::int64_t ms_later, queue::PartRecord& part,
                     std::vector<RecipientOutcome> outcomes) {
    const Attempt attempt{kStart, {kStart.unix_ms + ms_later}, 3};
    return judge(part, outcomes, attempt, schedule_, random_);
  }

  RetrySchedule schedule_;
  SystemRandom random_;
};

TEST_F(JudgementTest, EachRecipientIsJudgedByItself) {
  auto part = part_of("", 3);
  const auto result = judge_at(0, part,
                               {outcome(Kind::relayed), outcome(Kind::deferred, 451),
                                outcome(Kind::failed, 550, {5, 1, 1})});
  EXPECT_EQ(part.recipients[0].state, State::relayed);
  EXPECT_EQ(part.recipients[1].state, State::waiting);
  EXPECT_EQ(part.recipients[2].state, State::failed);
  EXPECT_EQ(part.recipients[2].last_reply, "550 5.1.1 said");
  EXPECT_TRUE(result.next_attempt.has_value());
  EXPECT_EQ(result.failed, 1);
  ASSERT_EQ(result.reports.size(), 1U);
  EXPECT_EQ(result.reports[0].status, "5.1.1");
  const auto again = judge_at(0, part, {outcome(Kind::delivered)});
  EXPECT_EQ(part.recipients[1].state, State::delivered);
  EXPECT_FALSE(again.next_attempt.has_value());
}

TEST_F(JudgementTest, WhoAsksForNothingIsToldNothing) {
  auto part = part_of("NEVER");
  EXPECT_TRUE(judge_at(0, part, {outcome(Kind::failed, 550)}).reports.empty());
  part = part_of("SUCCESS");
  EXPECT_TRUE(judge_at(0, part, {outcome(Kind::failed, 550)}).reports.empty());
}

TEST_F(JudgementTest, SuccessIsToldToWhoAsksUnlessTheOtherServerWill) {
  auto part = part_of("");
  EXPECT_TRUE(judge_at(0, part, {outcome(Kind::relayed)}).reports.empty());
  part = part_of("success,FAILURE");
  const auto told = judge_at(0, part, {outcome(Kind::relayed)});
  ASSERT_EQ(told.reports.size(), 1U);
  EXPECT_EQ(told.reports[0].action, dsn::Action::relayed);
  part = part_of("SUCCESS");
  auto speaks = outcome(Kind::relayed);
  speaks.remote_dsn = true;
  EXPECT_TRUE(judge_at(0, part, {speaks}).reports.empty());
}

TEST_F(JudgementTest, ADelayIsToldOnceToWhoAsks) {
  auto part = part_of("DELAY");
  EXPECT_TRUE(judge_at(3 * kHour, part, {outcome(Kind::deferred, 451)}).reports.empty());
  const auto told = judge_at(5 * kHour, part, {outcome(Kind::deferred, 451)});
  ASSERT_EQ(told.reports.size(), 1U);
  EXPECT_EQ(told.reports[0].action, dsn::Action::delayed);
  EXPECT_EQ(told.reports[0].status, "4.0.0");
  EXPECT_TRUE(judge_at(6 * kHour, part, {outcome(Kind::deferred, 451)}).reports.empty());
  auto silent = part_of("");
  EXPECT_TRUE(judge_at(5 * kHour, silent, {outcome(Kind::deferred, 451)}).reports.empty());
}

TEST_F(JudgementTest, AfterFiveDaysItIsGivenUp) {
  auto part = part_of("");
  const auto result = judge_at(5 * 24 * kHour, part, {outcome(Kind::deferred, 451)});
  EXPECT_FALSE(result.next_attempt.has_value());
  EXPECT_EQ(part.recipients[0].state, State::failed);
  ASSERT_EQ(result.reports.size(), 1U);
  EXPECT_EQ(result.reports[0].status, "4.4.7");
  EXPECT_EQ(result.reports[0].reply, "451 said");
}

TEST_F(JudgementTest, RepliesAreKeptOnOneLine) {
  EXPECT_EQ(reply_text({550, {5, 7, 1}, "two\r\nlines"}), "550 5.7.1 two  lines");
  EXPECT_EQ(reply_text({550, {5, 7, 1}, "5.7.1 no"}), "550 5.7.1 no");
  EXPECT_EQ(reply_text({421, {}, ""}), "421");
  EXPECT_LE(reply_text({550, {}, std::string(5000, 'x')}).size(), 500U);
}

}  // namespace
}  // namespace nightmail::outbound
