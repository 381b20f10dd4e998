// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/session.h"

#include <gtest/gtest.h>

#include "proto/smtp/script_test.h"

namespace nightmail::smtp {
namespace {

const std::string kHello = "EHLO client.test\r\n";
const std::string kMail = kHello + "MAIL FROM:<a@x.test>\r\nRCPT TO:<b@y.test>\r\n";

TEST(Session, TakesAMessageStepByStep) {
  Peer peer;
  EXPECT_EQ(peer.heard(), "220 mx.test ESMTP Nightmail\n");
  EXPECT_EQ(peer.ask(kHello),
            "250-mx.test\n250-PIPELINING\n250-SIZE 52428800\n250-8BITMIME\n250-SMTPUTF8\n"
            "250-CHUNKING\n250-ENHANCEDSTATUSCODES\n250 LIMITS RCPTMAX=1000 MAILMAX=1000\n");
  EXPECT_EQ(peer.ask("MAIL FROM:<a@x.test>\r\n"), "250 2.1.5 OK\n");
  EXPECT_EQ(peer.ask("RCPT TO:<b@y.test>\r\n"), "250 2.1.5 OK\n");
  EXPECT_EQ(peer.ask("DATA\r\n"), "354 Send the message; end it with <CRLF>.<CRLF>\n");
  EXPECT_EQ(peer.ask("Subject: x\r\n\r\n..dot\r\n.\r\n"), "250 2.0.0 Delivered\n");
  EXPECT_EQ(peer.ask("QUIT\r\n"), "221 2.0.0 mx.test closing the connection\n");
  EXPECT_TRUE(peer.closed());
  ASSERT_EQ(peer.delivered.size(), 1u);
  EXPECT_EQ(peer.delivered[0].content, "Subject: x\r\n\r\n.dot\r\n");
  EXPECT_EQ(peer.delivered[0].envelope.recipients.size(), 1u);
  EXPECT_EQ(peer.delivered[0].envelope.helo, "client.test");
  EXPECT_EQ(peer.budget().taken(), 0u);
}

TEST(Session, AnswersAPipelinedGroupInOneWrite) {
  Peer peer;
  peer.heard();
  peer.writes = 0;
  EXPECT_EQ(peer.say(kMail + "RCPT TO:<no@y.test>\r\nDATA\r\n").codes(), "250 250 250 550 354");
  EXPECT_EQ(peer.writes, 1u);
}

TEST(Session, KeepsLittleWhenAnswersPileUp) {
  Peer peer;
  std::string many = kMail;
  for (int i = 0; i < 900; ++i) many += "RCPT TO:<b@y.test>\r\n";
  peer.say(many);
  EXPECT_GT(peer.writes, 2u);
  EXPECT_LT(peer.writes, 20u);
}

// The whole language of the session; what is heard and delivered must not depend on packets.
TEST(Session, DoesTheSameInEverySplit) {
  const std::string talk =
      kHello +
      "NOOP\nRSET\r\nMAIL FROM:<a@x.test> SIZE=100 BODY=8BITMIME\r\nRCPT TO:<b@y.test>\r\n" +
      "RCPT TO:<no@y.test>\r\nRCPT TO:<later@y.test>\r\nDATA\r\nA: b\r\n\r\n..x\r\n.y\r\n.\r\n" +
      "MAIL FROM:<>\r\nRCPT TO:<c@y.test>\r\nBDAT 5\r\nab\r\ncBDAT 3 LAST\r\nd\r\n" +
      "FOO\r\nMAIL FROM:<a@x.test>\r\nRCPT TO:<b@y.test>\r\nDATA\r\nx\n.\nMAIL\r.\r\r\n.\r\n" +
      "BDAT 4\r\nQUITMAIL FROM:<z@z>\r\nRSET\r\nHELP\r\nVRFY a\r\nQUIT\r\nNOOP\r\n";
  Peer whole;
  const std::string heard = whole.say(talk).heard();
  EXPECT_TRUE(whole.closed());
  ASSERT_EQ(whole.delivered.size(), 2u);
  EXPECT_EQ(whole.delivered[0].content, "A: b\r\n\r\n.x\r\ny\r\n");
  EXPECT_EQ(whole.delivered[1].content, "ab\r\ncd\r\n");
  const auto compare = [&](Peer& peer, std::size_t at) {
    EXPECT_EQ(peer.heard(), heard) << at;
    ASSERT_EQ(peer.delivered.size(), 2u) << at;
    for (int i : {0, 1}) EXPECT_EQ(peer.delivered[i].content, whole.delivered[i].content) << at;
    EXPECT_EQ(peer.budget().taken(), 0u);
  };
  for (std::size_t at = 1; at < talk.size(); ++at) {
    Peer peer;
    peer.say(talk.substr(0, at)).say(talk.substr(at));
    compare(peer, at);
    Peer pieces;
    pieces.say(talk, at);
    compare(pieces, at);
  }
}

// Whatever the session was doing when the peer went away, nothing is delivered and nothing leaks.
TEST(Session, SurvivesTheEndOfInputAnywhere) {
  const std::string talk = kMail + "BDAT 2\r\nabBDAT 9 LAST\r\nthe rest.RSET\r\n" +
                           "MAIL FROM:<>\r\nRCPT TO:<b@y.test>\r\nDATA\r\nabc\r\n.\r\n";
  for (std::size_t at = 0; at < talk.size(); ++at) {
    Peer peer;
    peer.say(talk.substr(0, at)).pump();
    peer.session().feed_end();
    peer.pump();
    EXPECT_TRUE(peer.closed()) << at;
    EXPECT_EQ(peer.budget().taken(), 0u) << at;
    EXPECT_EQ(peer.delivered.size(), at < talk.find("RSET") ? 0u : 1u) << at;
  }
}

TEST(Session, EndsFromOutsideAtAnyMoment) {
  const std::string talk = kMail + "DATA\r\nabc";
  for (std::size_t at = 0; at <= talk.size(); ++at) {
    Peer peer;
    peer.say(talk.substr(0, at)).heard();
    peer.session().end({421, {4, 4, 2}, "Too slow"});
    EXPECT_EQ(peer.heard(), "421 4.4.2 Too slow\n") << at;
    EXPECT_TRUE(peer.closed()) << at;
    EXPECT_EQ(peer.budget().taken(), 0u) << at;
  }
}

TEST(Session, DropsAnUnansweredStepWhenEnded) {
  const Config config = test_config();
  TestBudget budget;
  Session session(config, budget);
  ASSERT_EQ(session.next(), Step::write);
  ASSERT_EQ(session.next(), Step::need_read);
  session.feed(as_bytes("EHLO x\r\nMAIL FROM:<a@b>\r\nNOOP\r\n"));
  ASSERT_EQ(session.next(), Step::check_sender);
  session.end({421, {4, 3, 2}, "Shutting down"});
  session.answer({250, {2, 1, 0}, "OK"});
  ASSERT_EQ(session.next(), Step::write);
  EXPECT_EQ(session.output().substr(session.output().size() - 25), "421 4.3.2 Shutting down\r\n");
  EXPECT_EQ(session.next(), Step::close);
  EXPECT_EQ(session.next(), Step::close);
}

TEST(Session, AsksAgainUntilAnswered) {
  const Config config = test_config();
  TestBudget budget;
  Session session(config, budget);
  (void)session.next();
  ASSERT_EQ(session.next(), Step::need_read);
  EXPECT_TRUE(session.idle());
  session.feed(as_bytes("EHLO x\r\nMAIL FROM:<a@b>\r\n"));
  EXPECT_EQ(session.next(), Step::check_sender);
  EXPECT_EQ(session.next(), Step::check_sender);
  session.answer({250, {2, 1, 0}, "OK"});
  EXPECT_EQ(session.next(), Step::write);
  EXPECT_FALSE(session.idle());
}

TEST(Session, ClosesAfterAPolicyOf421) {
  for (const char* talk :
       {"MAIL FROM:<bye@x>\r\nNOOP\r\n", "MAIL FROM:<a@x>\r\nRCPT TO:<bye@x>\r\nNOOP\r\n"}) {
    Peer peer;
    peer.heard();
    const std::string codes = peer.say(kHello + talk).codes();
    EXPECT_EQ(codes.substr(codes.size() - 3), "421");
    EXPECT_TRUE(peer.closed());
  }
}

TEST(Session, RefusesMalformedLines) {
  Peer peer;
  peer.heard();
  EXPECT_EQ(peer.ask("NOOP\n"), "500 5.5.2 A line must end in CRLF, not a bare LF\n");
  EXPECT_EQ(peer.say("x\r\n").codes(), "500");
  EXPECT_EQ(peer.ask("NO\rOP\r\n"), "500 5.5.2 Control character in a command\n");
  EXPECT_EQ(peer.ask("NOOP " + std::string(2041, 'x') + "\r\n"), "250 2.0.0 OK\n");
  EXPECT_EQ(peer.ask("NOOP " + std::string(2042, 'x') + "\r\n"),
            "500 5.5.2 Command line too long\n");
  EXPECT_EQ(peer.say("\r\nFOO\r\nMAILX\r\n").codes(), "500 500 500");
  EXPECT_EQ(peer.say("noop  \t\r\nNoOp\r\n").codes(), "250 250");
}

TEST(Session, LosesPatienceWithErrors) {
  Peer peer;
  peer.heard();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(peer.say("FOO\r\n").codes(), "500");
  EXPECT_EQ(peer.ask("FOO\r\nNOOP\r\n"), "421 4.7.0 mx.test closing: too many errors\n");
  EXPECT_TRUE(peer.closed());
}

TEST(Session, LosesPatienceWithoutMail) {
  Peer peer;
  peer.heard();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(peer.say("NOOP\r\n").codes(), "250");
  EXPECT_EQ(peer.say("RSET\r\n").codes(), "421");
  Peer busy;
  busy.heard();
  for (int i = 0; i < 300; ++i)
    EXPECT_EQ(busy.say(kMail + "BDAT 2 LAST\r\n\r\n").codes(), "250 250 250 250");
}

TEST(Session, LimitsTransactions) {
  Config config = test_config();
  config.limits.transactions = 2;
  Peer peer(config);
  peer.heard();
  EXPECT_EQ(peer.say(kMail + "RSET\r\n" + kMail + "RSET\r\nMAIL FROM:<>\r\n").codes(),
            "250 250 250 250 250 250 250 250 421");
  EXPECT_TRUE(peer.closed());
}

TEST(Session, OffersWhatIsConfigured) {
  Config config = test_config();
  config.offer = {false, false, false, false, true, false, false, false};
  Peer peer(config);
  peer.heard();
  EXPECT_EQ(peer.ask("EHLO x\r\n"), "250-mx.test\n250 STARTTLS\n");
  EXPECT_EQ(peer.ask("NOOP\r\n"), "250 OK\n");
  EXPECT_EQ(peer.say("BDAT 3\r\nabc").codes(), "421");
}

}  // namespace
}  // namespace nightmail::smtp
