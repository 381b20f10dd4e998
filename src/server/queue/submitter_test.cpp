// SPDX-License-Identifier: Apache-2.0
//
// From a client's request to parts in the queue, over an embedded store.
#include "server/queue/submitter.h"

#include <gtest/gtest.h>

#include "server/queue/errors.h"
#include "server/queue/recipient_parts.h"
#include "support/store_fixture.h"

namespace nightmail::queue {
namespace {

const std::string kMessage =
    "From: Anna <anna@a.test>\r\nDate: Mon, 23 Nov 2026 15:42:07 +0000\r\n\r\nneedle\r\n";

class SubmitterTest : public testing::Test {
 protected:
  SubmitterTest() {
    store_ = environment_.open();
    auto account = testing_support::new_account("anna@a.test");
    account.created = environment_.clock.now();
    anna_ = *store_->create_account(account);
    rules_.domains = {"a.test"};
  }

  Submitter& submitter() {
    if (!submitter_) submitter_.emplace(*store_, cipher_, environment_.clock, rules_);
    return *submitter_;
  }
  store::BlobId upload(const std::string& message = kMessage) {
    const auto id = submitter().take_message(anna_, as_bytes(message));
    EXPECT_TRUE(id.ok());
    return *id;
  }
  Request request(const std::vector<std::string>& to) {
    Request one{"i1", "anna@a.test", {}, upload(), {"anna@a.test", {}}, {}};
    for (const auto& address : to) one.recipients.push_back({address, {}});
    return one;
  }
  Submitter::Answer submit(const Request& one) {
    auto answers = submitter().submit(anna_, {one});
    EXPECT_TRUE(answers.ok());
    return answers->front();
  }
  std::string refusal(const Request& one) {
    const auto answer = submit(one);
    const auto* refused = std::get_if<Refusal>(&answer);
    return refused == nullptr ? "ok" : refused->type;
  }
  std::vector<PartRecord> parts() {
    std::vector<PartRecord> all;
    const auto queued = store_->queued_parts({}, 100);
    for (const auto& one : *queued) {
      const auto opened = cipher_.open_record(kPartPurpose, anna_, one.part.sealed);
      all.push_back(*decode_part(*opened));
    }
    return all;
  }

  testing_support::StoreEnvironment environment_;
  SystemRandom random_;
  NodeCipher cipher_{SecretKey32(), random_};
  std::unique_ptr<store::Store> store_;
  store::AccountId anna_{};
  SubmitRules rules_;
  std::optional<Submitter> submitter_;
};

TEST_F(SubmitterTest, RecipientsAreGroupedByDomainAndLocalOnesStandAlone) {
  ASSERT_EQ(refusal(request(
                {"x@b.test", "bert@A.test", "y@B.TEST", "anna@a.test", "z@c.test", "X@b.test"})),
            "ok");
  const auto all = parts();
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].domain, "b.test");
  EXPECT_EQ(all[0].recipients.size(), 2U) << "x@ and X@ are one";
  EXPECT_TRUE(all[1].local);
  EXPECT_TRUE(all[2].local);
  EXPECT_FALSE(all[3].local);
}

TEST_F(SubmitterTest, AtMostAHundredOfADomainGoTogether) {
  std::vector<std::string> many;
  for (int i = 0; i < 150; ++i) many.push_back("r" + std::to_string(i) + "@b.test");
  rules_.new_recipients_per_day = 0;
  ASSERT_EQ(refusal(request(many)), "ok");
  const auto all = parts();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].recipients.size(), 100U);
}

TEST_F(SubmitterTest, OnlyOnesOwnAddressesAreTaken) {
  auto one = request({"x@b.test"});
  one.mail_from.email = "bert@a.test";
  EXPECT_EQ(refusal(one), "forbiddenMailFrom");
  one.mail_from.email = "anna+list@a.test";
  EXPECT_EQ(refusal(one), "ok");
  one.mail_from.email = "";
  EXPECT_EQ(refusal(one), "forbiddenMailFrom");
  one = request({"x@b.test"});
  one.blob = upload("From: ceo@bank.test\r\nDate: x\r\n\r\n.\r\n");
  EXPECT_EQ(refusal(one), "forbiddenFrom");
  one.blob = upload("From: anna@a.test\r\nSender: ceo@bank.test\r\nDate: x\r\n\r\n.\r\n");
  EXPECT_EQ(refusal(one), "forbiddenFrom");
}

TEST_F(SubmitterTest, WhatIsWrongIsNamed) {
  EXPECT_EQ(refusal(request({})), "noRecipients");
  rules_.max_recipients = 2;
  submitter_.reset();
  EXPECT_EQ(refusal(request({"a@b.test", "b@b.test", "c@b.test"})), "tooManyRecipients");
  const auto answer = submit(request({"good@b.test", "bad"}));
  EXPECT_EQ(std::get<Refusal>(answer).invalid_recipients, std::vector<std::string>{"bad"});
  auto one = request({"x@b.test"});
  one.recipients.front().parameters = {{"NOTIFY", "SOMETIMES"}};
  EXPECT_EQ(refusal(one), "invalidRecipients");
  one.recipients.front().parameters = {{"NOTIFY", "SUCCESS,DELAY"}, {"ORCPT", "rfc822;x@b.test"}};
  EXPECT_EQ(refusal(one), "ok");
  one.mail_from.parameters = {{"MAGIC", {}}};
  EXPECT_EQ(refusal(one), "invalidProperties");
  one = request({"x@b.test"});
  one.blob = store::BlobId{999};
  EXPECT_EQ(refusal(one), "invalidProperties");
  one.blob = upload("From: anna@a.test\r\nDate: x\r\nBcc: s@b.test\r\n\r\n.\r\n");
  EXPECT_EQ(refusal(one), "invalidEmail");
}

TEST_F(SubmitterTest, TheLimitSaysWhenItEnds) {
  rules_.new_recipients_per_day = 2;
  ASSERT_EQ(refusal(request({"a@b.test", "b@b.test"})), "ok");
  const auto answer = submit(request({"c@b.test"}));
  const auto& refused = std::get<Refusal>(answer);
  EXPECT_EQ(refused.type, "forbiddenToSend");
  EXPECT_NE(refused.description.find("2 new people a day"), std::string::npos);
  EXPECT_NE(refused.description.find("2023-11-15T00:00:00Z"), std::string::npos)
      << refused.description;
}

TEST_F(SubmitterTest, TrustGrowsWithAgeAndNotWithFailures) {
  EXPECT_EQ(submitter().limits(anna_)->new_recipients_per_day, 50);
  environment_.clock.advance(std::chrono::hours(24 * 40));
  EXPECT_EQ(submitter().limits(anna_)->new_recipients_per_day, 250);
  std::vector<std::string> many;
  for (int i = 0; i < 25; ++i) many.push_back("r" + std::to_string(i) + "@b.test");
  const auto answer = submit(request(many));
  const auto id = std::get<store::SubmissionId>(answer);
  std::promise<void> settled;
  store_->settle({{{anna_, id, 1}, to_bytes("x"), {}, 10, {}, {}}}, environment_.clock.now(),
                 [&](const auto&) { settled.set_value(); });
  settled.get_future().get();
  EXPECT_EQ(submitter().limits(anna_)->new_recipients_per_day, 50);
}

TEST_F(SubmitterTest, AMessageIsKeptEncrypted) {
  const store::BlobId blob = upload();
  const auto size = *store_->outgoing_size(anna_, blob);
  const auto kept = *store_->read_outgoing(anna_, blob, 0, size);
  EXPECT_EQ(as_text(kept).find("needle"), std::string_view::npos);
  EXPECT_TRUE(submitter().take_message(anna_, as_bytes("x")).error().is(Errc::bad_message));
  rules_.max_message_octets = 10;
  submitter_.reset();
  EXPECT_TRUE(submitter().take_message(anna_, as_bytes(kMessage)).error().is(Errc::too_large));
}

TEST(WireAddress, DomainsTravelAsALabels) {
  EXPECT_EQ(wire_address("Anna@B\xc3\xbc"
                         "cher.test")
                .text,
            "Anna@xn--bcher-kva.test");
  EXPECT_FALSE(wire_address("Anna@B\xc3\xbc"
                            "cher.test")
                   .utf8);
  EXPECT_TRUE(wire_address("\xc3\xa4nna@a.test").utf8);
  EXPECT_EQ(wire_address("no address").text, "");
}

}  // namespace
}  // namespace nightmail::queue
