// SPDX-License-Identifier: Apache-2.0
//
// From submission to the other server, the local inbox, or a notice to the sender.
#include "server/outbound/outbound_server.h"

#include "server/outbound/fixture_test.h"

namespace nightmail::outbound {
namespace {

using Kind = RecipientOutcome::Kind;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(OutboundTest, MailGoesToTheServersOfEachDomain) {
  start();
  submit({"x@b.test", "y@b.test", "z@c.test"}, {{"REQUIRETLS", {}}, {"ENVID", "a+b"}}, "SUCCESS");
  ASSERT_TRUE(wait_until_empty());
  const auto sent = transport_.wait_for(2);
  const auto& to_b = sent[0].mail.domain == "b.test" ? sent[0] : sent[1];
  EXPECT_EQ(to_b.mail.mail_from, "anna@a.test");
  ASSERT_EQ(to_b.mail.recipients.size(), 2U);
  EXPECT_EQ(to_b.mail.recipients[1].address, "y@b.test");
  EXPECT_EQ(to_b.mail.recipients[1].notify, "SUCCESS");
  EXPECT_TRUE(to_b.mail.requiretls);
  EXPECT_EQ(to_b.mail.envid, "a+2Bb");
  EXPECT_EQ(to_b.message, message());
}

TEST_F(OutboundTest, LocalRecipientsGetItSealedWithoutATransport) {
  const auto bert = users_.add("bert@a.test");
  start();
  submit({"bert+x@a.test", "anna@a.test"});
  ASSERT_TRUE(wait_until_empty());
  const auto mail = users_.mail_of(bert);
  ASSERT_EQ(mail.size(), 1U);
  EXPECT_EQ(mail[0].original(), message());
  EXPECT_TRUE(has(mail[0].trace(), "Delivered-To: bert+x@a.test\r\nReturn-Path: <anna@a.test>"));
  EXPECT_TRUE(has(mail[0].trace(), "by mail.a.test with JMAP"));
  EXPECT_EQ(users_.count(anna_.account), 1U);
  EXPECT_EQ(transport_.count(), 0U);
}

TEST_F(OutboundTest, AFailureComesBackSealed) {
  transport_.answer = [](const std::string& to) {
    if (to == "good@b.test") return RecipientOutcome{Kind::relayed, {250, {}, "ok"}, "mx", false};
    return RecipientOutcome{Kind::failed, {550, {5, 1, 1}, "No such user"}, "mx.b.test", false};
  };
  start();
  submit({"good@b.test", "bad@b.test"}, {}, "", "needle");
  ASSERT_TRUE(wait_until_empty());
  const auto mail = users_.mail_of(anna_);
  ASSERT_EQ(mail.size(), 1U);
  EXPECT_TRUE(has(mail[0].trace(), "Return-Path: <>"));
  EXPECT_TRUE(has(mail[0].original(), "Final-Recipient: rfc822; bad@b.test\r\nAction: failed"));
  EXPECT_FALSE(has(mail[0].original(), "good@b.test"));
  EXPECT_FALSE(has(mail[0].original(), "needle"));
  EXPECT_FALSE(has(users_.log.text(), "b.test")) << users_.log.text();
}

TEST_F(OutboundTest, NobodyHereIsAFailureToo) {
  start();
  submit({"nobody@a.test"}, {{"RET", "FULL"}}, "", "needle");
  ASSERT_TRUE(wait_until_empty());
  const auto mail = users_.mail_of(anna_);
  ASSERT_EQ(mail.size(), 1U);
  EXPECT_TRUE(has(mail[0].original(), "Status: 5.1.1"));
  EXPECT_TRUE(has(mail[0].original(), "needle")) << "RET=FULL";
}

TEST_F(OutboundTest, WhatIsDeferredIsTriedAgain) {
  std::atomic<int> tries{0};
  transport_.answer = [&](const std::string&) {
    if (++tries < 3) return RecipientOutcome{Kind::deferred, {451, {}, "later"}, "mx", false};
    return RecipientOutcome{Kind::relayed, {250, {}, "ok"}, "mx", false};
  };
  start();
  submit({"x@b.test"});
  for (int attempt = 1; attempt <= 2; ++attempt) {
    ASSERT_TRUE(wait_for_attempts(attempt));
    users_.clock.advance(std::chrono::minutes(10));
    (void)users_.store->order_submission(anna_.account,
                                         users_.store->submission_ids(anna_.account)->front(),
                                         store::QueueOrder::retry, users_.clock.now());
  }
  EXPECT_TRUE(wait_until_empty());
  EXPECT_EQ(tries, 3);
}

TEST_F(OutboundTest, AFullMailboxIsTriedAgainAndOverAWeekGivenUp) {
  const auto bert = users_.add("bert@a.test");
  ASSERT_TRUE(users_.store->set_quota(bert.account, 1).ok());
  start();
  const auto id = submit({"bert@a.test"});
  ASSERT_TRUE(wait_for_attempts(1));
  EXPECT_EQ(users_.count(anna_.account), 0U);
  users_.clock.advance(std::chrono::hours(6 * 24));
  (void)users_.store->order_submission(anna_.account, id, store::QueueOrder::retry,
                                       users_.clock.now());
  ASSERT_TRUE(wait_until_empty());
  const auto mail = users_.mail_of(anna_);
  ASSERT_EQ(mail.size(), 1U);
  EXPECT_TRUE(has(mail[0].original(), "Status: 4.4.7"));
}

TEST_F(OutboundTest, WhatTheOperatorDropsComesBack) {
  transport_.answer = [](const std::string&) {
    return RecipientOutcome{Kind::deferred, {451, {}, "later"}, "mx", false};
  };
  start();
  const auto id = submit({"x@b.test"});
  ASSERT_TRUE(wait_for_attempts(1));
  ASSERT_TRUE(
      users_.store->order_submission(anna_.account, id, store::QueueOrder::drop, users_.clock.now())
          .ok());
  ASSERT_TRUE(wait_until_empty());
  EXPECT_TRUE(has(users_.mail_of(anna_)[0].original(), "removed it"));
  EXPECT_EQ(transport_.count(), 1U);
}

TEST_F(OutboundTest, AFullDiskDoesNotSendTwice) {
  transport_.answer = [&](const std::string&) {
    users_.files.fail_with(ENOSPC);
    return RecipientOutcome{Kind::relayed, {250, {}, "ok"}, "mx", false};
  };
  start();
  submit({"x@b.test"});
  transport_.wait_for(1);
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  EXPECT_EQ(users_.store->submission_ids(anna_.account)->size(), 1U);
  users_.files.fail_with(0);
  EXPECT_TRUE(wait_until_empty());
  EXPECT_EQ(transport_.count(), 1U);
}

TEST_F(OutboundTest, AThousandGoThroughWithinTheLimits) {
  config_.limits.in_flight = 8;
  transport_.delay = std::chrono::milliseconds(1);
  for (int i = 0; i < 1000; ++i)
    submit({"r" + std::to_string(i) + "@d" + std::to_string(i % 7) + ".test"});
  start();
  ASSERT_TRUE(wait_until_empty());
  EXPECT_EQ(transport_.count(), 1000U);
  EXPECT_LE(transport_.most_at_once(), 8);
}

class StampSigner final : public Signer {
 public:
  std::string sign(const std::string& domain, ByteView message) override {
    return "DKIM-Signature: d=" + domain + "; l=" + std::to_string(message.size()) + "\r\n";
  }
};

TEST_F(OutboundTest, WhatLeavesIsSignedAndWhatStaysIsNot) {
  const auto bert = users_.add("bert@a.test");
  StampSigner signer;
  signer_ = &signer;
  start();
  submit({"x@b.test", "bert@a.test"});
  ASSERT_TRUE(wait_until_empty());
  EXPECT_EQ(transport_.wait_for(1)[0].message,
            "DKIM-Signature: d=a.test; l=" + std::to_string(message().size()) + "\r\n" + message());
  EXPECT_EQ(users_.mail_of(bert)[0].original(), message());
}

TEST_F(OutboundTest, OnARestartItGoesOn) {
  transport_.delay = std::chrono::seconds(30);  // the stop interrupts it
  start();
  for (int i = 0; i < 20; ++i) submit({"r" + std::to_string(i) + "@b.test"});
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  transport_.answer = [](const std::string&) {
    return RecipientOutcome{Kind::deferred, {421, {}, "stopped"}, "", false};
  };
  stop();
  server_.reset();
  EXPECT_EQ(users_.store->submission_ids(anna_.account)->size(), 20U);
  EXPECT_EQ(users_.store->queued_parts({}, 1)->front().part.attempts, 0)
      << "an attempt that we broke off ourselves does not count";
}

}  // namespace
}  // namespace nightmail::outbound
