// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "proto/smtp/script_test.h"
#include "proto/smtp/session.h"

namespace nightmail::smtp {
namespace {

const std::string kRcpt = "EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\n";

std::string answer_to_data(const std::string& content, Config config = test_config()) {
  Peer peer(std::move(config));
  peer.say(kRcpt + "DATA\r\n").heard();
  return peer.ask(content);
}

std::string answer_to_chunk(const std::string& content, Config config = test_config()) {
  Peer peer(std::move(config));
  peer.say(kRcpt).heard();
  return peer.ask("BDAT " + std::to_string(content.size()) + " LAST\r\n" + content);
}

TEST(Content, RefusesFlawsAfterTheRealEndOnly) {
  const std::string lf =
      "550 5.6.11 Message refused: it has a bare line feed; lines must end in CRLF\n";
  const std::string cr =
      "550 5.6.11 Message refused: it has a bare carriage return; lines must end in CRLF\n";
  EXPECT_EQ(answer_to_data("a\n.\nMAIL FROM:<x@x>\nDATA\n.\n"), "");
  EXPECT_EQ(answer_to_data("a\n.\nMAIL FROM:<x@x>\r\n.\r\n"), lf);
  EXPECT_EQ(answer_to_data("a\r\n.\r\r\n.\r\n"), cr);
  EXPECT_EQ(answer_to_chunk("a\n"), lf);
  EXPECT_EQ(answer_to_chunk("a\rb\r\n"), cr);
  EXPECT_EQ(answer_to_chunk("a\r"), cr);
  EXPECT_EQ(answer_to_data(std::string("a\0\r\n.\r\n", 7)),
            "550 5.6.11 Message refused: it has a NUL byte\n");
  EXPECT_EQ(answer_to_data(std::string(70'000, 'x') + "\r\n.\r\n"),
            "550 5.6.11 Message refused: it has a line that is too long\n");
  EXPECT_EQ(answer_to_data(std::string(60'000, 'x') + "\r\n.\r\n").substr(0, 3), "250");
  EXPECT_EQ(answer_to_chunk("no line end at all").substr(0, 3), "250");
  EXPECT_EQ(answer_to_data("8 bits: \xFF\x80\r\n.\r\n").substr(0, 3), "250");
}

TEST(Content, GoesOnAfterARefusal) {
  Peer peer;
  peer.heard();
  EXPECT_EQ(peer.say(kRcpt + "DATA\r\na\nb\r\n.\r\n" + kRcpt + "DATA\r\nok\r\n.\r\n").codes(),
            "250 250 250 354 550 250 250 250 354 250");
  ASSERT_EQ(peer.delivered.size(), 1u);
  EXPECT_EQ(peer.delivered[0].content, "ok\r\n");
}

TEST(Content, TakesTheLimitAndNotOneByteMore) {
  Config config = test_config();
  config.limits.message_size = 1000;
  EXPECT_EQ(answer_to_data(std::string(998, 'x') + "\r\n.\r\n", config).substr(0, 3), "250");
  EXPECT_EQ(answer_to_data(std::string(999, 'x') + "\r\n.\r\n", config),
            "552 5.3.4 Message is larger than we accept\n");
  EXPECT_EQ(answer_to_chunk(std::string(1000, 'x'), config).substr(0, 3), "250");
  EXPECT_EQ(answer_to_chunk(std::string(1001, 'x'), config).substr(0, 3), "552");
}

TEST(Content, DiscardsTheEndlessInBoundedMemory) {
  Config config = test_config();
  config.limits.message_size = 100'000;
  Peer peer(config);
  peer.say(kRcpt + "DATA\r\n");
  for (int i = 0; i < 1000; ++i) peer.say(std::string(998, 'x') + "\r\n");
  EXPECT_EQ(peer.budget().taken(), 0u);
  EXPECT_LT(peer.budget().peak(), 500'000u);
  peer.heard();
  EXPECT_EQ(peer.say(".\r\nNOOP\r\n").codes(), "552 250");
}

TEST(Content, WaitsForMemoryOfOthers) {
  Peer peer(test_config(), 50'000);
  peer.heard();
  const std::string body(60'000, 'x');
  EXPECT_EQ(peer.say(kRcpt + "DATA\r\n" + body + "\r\n.\r\n", 1000).codes(), "250 250 250 354 452");
  EXPECT_EQ(peer.budget().taken(), 0u);
  EXPECT_EQ(peer.say(kRcpt + "DATA\r\nsmall\r\n.\r\n").codes(), "250 250 250 354 250");
}

TEST(Content, TellsEachFurtherChunkOfTheRefusal) {
  Peer peer;
  peer.heard();
  EXPECT_EQ(peer.say(kRcpt + "BDAT 2\r\na\nBDAT 2\r\nokBDAT 2 LAST\r\nokNOOP\r\n").codes(),
            "250 250 250 550 550 550 250");
  EXPECT_TRUE(peer.delivered.empty());
}

TEST(Lmtp, AnswersForEachRecipientAfterTheEnd) {
  Peer peer(test_config(true));
  EXPECT_EQ(peer.heard(), "220 mx.test LMTP Nightmail\n");
  const std::string start =
      "LHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nRCPT TO:<no@y>\r\nRCPT TO:<full@y>\r\n";
  EXPECT_EQ(peer.say(start + "DATA\r\nok\r\n.\r\n").codes(), "250 250 250 550 250 354 250 452");
  EXPECT_EQ(peer.say(start + "BDAT 2\r\nokBDAT 2 LAST\r\n\r\n").codes(),
            "250 250 250 550 250 250 250 452");
  EXPECT_EQ(peer.delivered.size(), 2u);
  EXPECT_TRUE(peer.delivered[0].envelope.lmtp);
}

TEST(Lmtp, RefusesForEachRecipient) {
  Peer peer(test_config(true));
  peer.heard();
  const std::string start = "LHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nRCPT TO:<c@y>\r\n";
  EXPECT_EQ(peer.say(start + "DATA\r\na\nb\r\n.\r\n").codes(), "250 250 250 250 354 550 550");
  EXPECT_EQ(peer.say(start + "BDAT 1\r\n\nBDAT 0 LAST\r\n").codes(), "250 250 250 250 550 550 550");
  EXPECT_EQ(peer.say("MAIL FROM:<a@x>\r\nRCPT TO:<no@y>\r\nDATA\r\n").codes(), "250 550 503");
}

// SMTP has one answer for all: a transient failure of one makes the client try again.
TEST(Delivery, SaysTheWorstInSmtp) {
  const Reply ok{250, {2, 0, 0}, "OK"};
  const Reply later{451, {4, 0, 0}, "Later"};
  const Reply never{550, {5, 0, 0}, "Never"};
  const std::pair<std::vector<Reply>, std::string> cases[] = {
      {{ok, ok}, "250"}, {{ok, never}, "550"}, {{never, later}, "451"}, {{later, ok}, "451"}};
  for (const auto& [replies, code] : cases) {
    const Config config = test_config();
    TestBudget budget;
    Session session(config, budget);
    const std::string talk = kRcpt + "RCPT TO:<c@y>\r\nBDAT 0 LAST\r\n";
    Step step = Step::need_read;
    std::string heard;
    bool fed = false;
    while ((step = session.next()) != Step::deliver) {
      if (step == Step::need_read) session.feed(as_bytes(talk));
      if (step == Step::check_sender || step == Step::check_recipient) session.answer(ok);
      ASSERT_FALSE(fed && step == Step::need_read);
      fed = fed || step == Step::need_read;
    }
    session.answer_each(replies);
    ASSERT_EQ(session.next(), Step::write);
    heard = session.output();
    EXPECT_EQ(heard.substr(heard.rfind("\r\n", heard.size() - 3) + 2, 3), code);
  }
}

}  // namespace
}  // namespace nightmail::smtp
