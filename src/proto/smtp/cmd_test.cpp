// SPDX-License-Identifier: Apache-2.0
//
// Each command: what it takes, what it refuses, and when.

#include <gtest/gtest.h>

#include "proto/smtp/script_test.h"
#include "proto/smtp/session.h"

namespace nightmail::smtp {
namespace {

// The answers to `talk` after the greeting.
std::string codes(std::string_view talk, Config config = test_config()) {
  Peer peer(std::move(config));
  peer.heard();
  return peer.say(talk).codes();
}

std::string last_line(std::string_view talk, Config config = test_config()) {
  Peer peer(std::move(config));
  std::string heard = peer.ask(talk);
  heard.pop_back();
  return heard.substr(heard.rfind('\n') + 1);
}

const std::string kHello = "EHLO x\r\n";
const std::string kMail = kHello + "MAIL FROM:<a@x>\r\n";
const std::string kRcpt = kMail + "RCPT TO:<b@y>\r\n";

TEST(Hello, TakesNamesAndLiterals) {
  EXPECT_EQ(codes("EHLO a.b-c_d\r\nEHLO [192.0.2.1]\r\nHELO [IPv6:::1]\r\nHELO a.\r\n"),
            "250 250 250 250");
  EXPECT_EQ(codes("EHLO\r\nEHLO  \r\nEHLO a b\r\nEHLO \xC3\xA4\r\nHELO [1.2.3]\r\n"),
            "501 501 501 501 501");
  EXPECT_EQ(last_line("HELO x\r\n"), "250 mx.test");
}

TEST(Hello, ResetsTheTransaction) {
  EXPECT_EQ(codes(kRcpt + "EHLO x\r\nDATA\r\n"), "250 250 250 250 503");
  EXPECT_EQ(codes(kRcpt + "EHLO\r\nDATA\r\n"), "250 250 250 501 354");
}

TEST(Hello, KeepsSmtpAndLmtpApart) {
  EXPECT_EQ(codes("LHLO x\r\n"), "500");
  EXPECT_EQ(codes("EHLO x\r\nHELO x\r\nMAIL FROM:<>\r\nLHLO x\r\n", test_config(true)),
            "500 500 503 250");
}

TEST(Mail, ComesAfterHelloAndOnce) {
  EXPECT_EQ(codes("MAIL FROM:<>\r\n" + kMail + "MAIL FROM:<>\r\n"), "503 250 250 503");
  EXPECT_EQ(codes("HELO x\r\nMAIL FROM:<>\r\n"), "250 250");
  EXPECT_EQ(codes(kHello + "MAIL FROM:<no@x>\r\nRCPT TO:<b@y>\r\nMAIL FROM:<a@x>\r\n"),
            "250 550 503 250");
}

TEST(Mail, SaysWhatIsWrong) {
  EXPECT_EQ(last_line(kHello + "MAIL FROM:a@x\r\n"), "501 5.1.7 Address not understood");
  EXPECT_EQ(last_line(kHello + "MAIL FROM:<" + std::string(400, 'x') + "@x>\r\n"),
            "501 5.1.7 Address too long");
  EXPECT_EQ(last_line(kHello + "MAIL <a@x>\r\n"), "501 5.5.4 Argument not understood");
  EXPECT_EQ(last_line(kHello + "MAIL FROM:<a@x> X=1\r\n"), "555 5.5.4 Parameter not recognised");
  EXPECT_EQ(last_line(kHello + "MAIL FROM:<a@x> SIZE=x\r\n"), "501 5.5.4 Bad value of a parameter");
  EXPECT_EQ(last_line(kHello + "MAIL FROM:<\xC3\xA4@x>\r\n").substr(0, 9), "553 5.6.7");
  EXPECT_EQ(codes(kHello + "MAIL FROM:<\xC3\xA4@x> SMTPUTF8\r\n"), "250 250");
}

TEST(Mail, RefusesADeclaredSizeAboveTheLimit) {
  Config config = test_config();
  config.limits.message_size = 1000;
  EXPECT_EQ(last_line(kHello + "MAIL FROM:<> SIZE=1001\r\n", config),
            "552 5.3.4 Message is larger than we accept");
  EXPECT_EQ(codes(kHello + "MAIL FROM:<> SIZE=99999999999999999999\r\nMAIL FROM:<> SIZE=1000\r\n",
                  config),
            "250 552 250");
}

TEST(Rcpt, NeedsATransaction) {
  EXPECT_EQ(codes("RCPT TO:<b@y>\r\n" + kHello + "RCPT TO:<b@y>\r\n"), "503 250 503");
}

TEST(Rcpt, AnswersEachByItself) {
  EXPECT_EQ(
      codes(kMail + "RCPT TO:<b@y>\r\nRCPT TO:<no@y>\r\nRCPT TO:<later@y>\r\nRCPT TO:<c@y>\r\n"),
      "250 250 250 550 451 250");
  EXPECT_EQ(last_line(kMail + "RCPT TO:<>\r\n"), "501 5.1.3 Address not understood");
  EXPECT_EQ(last_line(kMail + "RCPT TO:<b@y> NOTIFY=NEVER\r\n").substr(0, 9), "555 5.5.4");
  EXPECT_EQ(last_line(kMail + "RCPT TO:<b@\xC3\xA4>\r\n").substr(0, 9), "553 5.6.7");
  EXPECT_EQ(codes(kMail + "RCPT TO:<Postmaster>\r\n"), "250 250 250");
}

TEST(Rcpt, IsLimited) {
  Config config = test_config();
  config.limits.recipients = 2;
  std::string talk = kMail;
  for (int i = 0; i < 4; ++i) talk += "RCPT TO:<b@y>\r\n";
  EXPECT_EQ(codes(talk + "DATA\r\n", config), "250 250 250 250 452 452 354");
  config.limits.refused_recipients = 1;
  talk = kMail + "RCPT TO:<no1@y>\r\nRCPT TO:<no2@y>\r\nRCPT TO:<b@y>\r\n";
  EXPECT_EQ(codes(talk, config), "250 250 550 421");
}

TEST(Rcpt, StaysBoundedAtTenThousand) {
  Peer peer;
  peer.heard();
  peer.say(kMail);
  std::string talk;
  for (int i = 0; i < 10'000; ++i) talk += "RCPT TO:<user" + std::to_string(i) + "@y.test>\r\n";
  peer.say(talk, 4096).heard();
  EXPECT_FALSE(peer.closed());
  EXPECT_EQ(peer.session().envelope().recipients.size(), 1000u);
}

TEST(Data, NeedsRecipients) {
  EXPECT_EQ(codes("DATA\r\n" + kMail + "DATA\r\nRCPT TO:<no@y>\r\nDATA\r\n"),
            "503 250 250 503 550 503");
  EXPECT_EQ(codes(kRcpt + "DATA x\r\nDATA\r\n"), "250 250 250 501 354");
}

TEST(Bdat, JoinsChunks) {
  Peer peer;
  peer.heard();
  EXPECT_EQ(peer.say(kRcpt + "BDAT 3\r\n.\r\nBDAT 0\r\nBDAT 4 last\r\n.\r\n\nNOOP\r\n").codes(),
            "250 250 250 250 250 550 250");
  EXPECT_EQ(
      peer.say("MAIL FROM:<>\r\nRCPT TO:<b@y>\r\nBDAT 5\r\n.\r\n.\rBDAT 1\r\n\nBDAT 0 LAST\r\n")
          .codes(),
      "250 250 250 250 250");
  ASSERT_EQ(peer.delivered.size(), 1u);
  EXPECT_EQ(peer.delivered[0].content, ".\r\n.\r\n");
}

TEST(Bdat, TakesAnEmptyMessage) {
  Peer peer;
  peer.say(kRcpt + "BDAT 0 LAST\r\n").pump();
  ASSERT_EQ(peer.delivered.size(), 1u);
  EXPECT_EQ(peer.delivered[0].content, "");
}

TEST(Bdat, DoesNotMix) {
  EXPECT_EQ(codes(kRcpt + "BDAT 2\r\nabDATA\r\nRCPT TO:<c@y>\r\nMAIL FROM:<>\r\nBDAT 0 LAST\r\n"),
            "250 250 250 250 503 503 503 250");
  EXPECT_EQ(codes(kRcpt + "BDAT 2\r\nabRSET\r\nBDAT 2 LAST\r\ncd"), "250 250 250 250 250 503");
}

// A refused chunk is still read: "QUIT" in it is no command.
TEST(Bdat, SwallowsARefusedChunk) {
  EXPECT_EQ(codes("BDAT 6\r\nQUIT\r\n" + kMail + "BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n"),
            "503 250 250 503 250");
}

TEST(Bdat, ClosesWhenTheSizeIsUnclear) {
  for (const char* size : {"", " ", " x", " -1", " 1 FIRST", " 1 LAST x", " 1  LAST", " LAST"})
    EXPECT_EQ(codes(kRcpt + "BDAT" + size + "\r\nNOOP\r\n"), "250 250 250 421") << size;
}

TEST(Starttls, ForgetsEverythingSaidInClear) {
  Config config = test_config();
  config.offer.starttls = true;
  Peer peer(config);
  peer.heard();
  EXPECT_NE(peer.ask(kRcpt).find("STARTTLS"), std::string::npos);
  EXPECT_EQ(peer.ask("STARTTLS\r\n"), "220 2.0.0 Ready to start TLS\n");
  ASSERT_TRUE(peer.wants_tls());
  peer.tls_done();
  EXPECT_EQ(peer.say("RCPT TO:<b@y>\r\nMAIL FROM:<>\r\n").codes(), "503 503");
  EXPECT_EQ(peer.ask(kHello).find("STARTTLS"), std::string::npos);
  EXPECT_EQ(peer.say("STARTTLS\r\nMAIL FROM:<>\r\nRCPT TO:<b@y>\r\nBDAT 2 LAST\r\n\r\n").codes(),
            "503 250 250 250");
  EXPECT_TRUE(peer.delivered.at(0).envelope.tls);
}

// The injection bug class: clear text behind STARTTLS must never be answered inside TLS.
TEST(Starttls, RefusesWhatWasSlippedInBehindIt) {
  Config config = test_config();
  config.offer.starttls = true;
  for (const char* injected : {"N", "RSET\r\n", "EHLO x\r\nMAIL FROM:<evil@x>\r\n"}) {
    Peer peer(config);
    peer.heard();
    EXPECT_EQ(peer.ask(kHello + "STARTTLS\r\n" + injected).find("220"), std::string::npos);
    EXPECT_TRUE(peer.closed());
    EXPECT_FALSE(peer.wants_tls());
  }
}

TEST(Starttls, OnlyWhereOffered) {
  EXPECT_EQ(codes("STARTTLS\r\n"), "502");
  Config config = test_config();
  config.offer.starttls = true;
  EXPECT_EQ(codes("STARTTLS x\r\nSTARTTLS\r\n", config), "501 220");
  TestBudget budget;
  Session session(config, budget, true);
  EXPECT_TRUE(session.envelope().tls);
}

TEST(Misc, AnswersTheSmallOnes) {
  EXPECT_EQ(codes("NOOP\r\nNOOP x\r\nRSET\r\nRSET x\r\nHELP\r\nVRFY a\r\nVRFY\r\nEXPN a\r\nAUTH "
                  "PLAIN\r\nTURN\r\nETRN x\r\n"),
            "250 250 250 501 214 252 501 502 502 502 502");
  EXPECT_EQ(codes(kRcpt + "RSET\r\nDATA\r\n"), "250 250 250 250 503");
}

TEST(Misc, ClosesOnBrowsers) {
  for (const char* verb : {"GET / HTTP/1.1", "POST / HTTP/1.1", "CONNECT x:25 HTTP/1.1", "put /"})
    EXPECT_EQ(codes(verb + std::string("\r\nHost: x\r\nNOOP\r\n")), "421");
}

}  // namespace
}  // namespace nightmail::smtp
