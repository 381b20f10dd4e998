// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/client_session.h"

#include <gtest/gtest.h>

#include "proto/smtp/script_test.h"

namespace nightmail::smtp {
namespace {

using Kind = ClientOutcome::Kind;
using Tls = ClientOptions::Tls;

ClientOptions options(Tls tls = Tls::if_offered) {
  ClientOptions options;
  options.hello = "client.test";
  options.tls = tls;
  return options;
}

ClientMail mail_to(std::vector<std::string> addresses,
                   std::string_view content = "A: b\r\n\r\nx\r\n") {
  ClientMail mail;
  mail.mail_from = "me@client.test";
  for (std::string& address : addresses) mail.recipients.push_back({std::move(address), "", ""});
  mail.message = as_bytes(content);
  return mail;
}

// A server that says one prepared reply to each command, and the wire between.
class Script {
 public:
  explicit Script(ClientOptions client = options()) : session(std::move(client)) {}

  // Runs until the session is ready, has sent, starts TLS or closes.
  ClientStep run() {
    while (true) {
      const ClientStep step = session.next();
      if (step == ClientStep::write) {
        heard += session.output();
      } else if (step != ClientStep::need_read) {
        return step;
      } else if (replies.empty()) {
        session.feed_end();
      } else {
        said = replies.front() + "\r\n";
        replies.erase(replies.begin());
        session.feed(as_bytes(said));
      }
    }
  }
  // Up to ready, with these extensions: "SIZE 5,DSN".
  void greet(const std::string& extensions = "") {
    std::string ehlo = "250-mx.test\r\n250-";
    for (const char c : extensions) ehlo += c == ',' ? std::string("\r\n250-") : std::string(1, c);
    ehlo += "\r\n250 ENHANCEDSTATUSCODES";
    replies = {"220 mx.test ESMTP", ehlo};
    ASSERT_EQ(run(), ClientStep::ready);
    heard.clear();
  }
  std::vector<ClientOutcome> send(const ClientMail& mail, std::vector<std::string> answers) {
    replies = std::move(answers);
    session.send(mail);
    EXPECT_EQ(run(), ClientStep::sent);
    return session.outcomes();
  }

  ClientSession session;
  std::vector<std::string> replies;
  std::string heard;

 private:
  std::string said;
};

TEST(ClientSession, SendsOneCommandAtATimeWithoutPipelining) {
  Script server;
  server.greet();
  const auto outcomes =
      server.send(mail_to({"a@mx.test", "b@mx.test"}),
                  {"250 ok", "250 ok", "550 5.1.1 unknown", "354 go", "250 2.0.0 taken"});
  EXPECT_EQ(server.heard,
            "MAIL FROM:<me@client.test>\r\nRCPT TO:<a@mx.test>\r\nRCPT TO:<b@mx.test>\r\nDATA\r\n"
            "A: b\r\n\r\nx\r\n.\r\n");
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].kind, Kind::accepted);
  EXPECT_EQ(outcomes[0].reply, (Reply{250, {2, 0, 0}, "2.0.0 taken"}));
  EXPECT_EQ(outcomes[1].kind, Kind::failed);
  EXPECT_EQ(outcomes[1].reply.status, (EnhancedStatus{5, 1, 1}));
  EXPECT_EQ(server.run(), ClientStep::ready);
}

TEST(ClientSession, NamesWhatTheServerUnderstands) {
  Script server;
  server.greet("PIPELINING,SIZE 1000,8BITMIME,DSN,SMTPUTF8");
  ClientMail mail = mail_to({"b\xc3\xa4r@mx.test"}, "A: \xc3\xa4\r\n");
  mail.smtputf8 = true;
  mail.ret = "HDRS";
  mail.envid = "a+2Bb+3Dc";
  mail.recipients[0].notify = "SUCCESS,FAILURE";
  mail.recipients[0].orcpt = "rfc822;x@mx.test";
  server.send(mail, {"250 ok", "250 ok", "354 go", "250 ok"});
  EXPECT_EQ(server.heard,
            "MAIL FROM:<me@client.test> SIZE=7 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb+3Dc\r\n"
            "RCPT TO:<b\xc3\xa4r@mx.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;x@mx.test\r\nDATA\r\n"
            "A: \xc3\xa4\r\n.\r\n");
}

TEST(ClientSession, NothingAUserChoseBecomesACommand) {
  Script server;
  server.greet("DSN");
  ClientMail mail = mail_to({"a@mx.test>\r\nRSET", "b@mx.test"});
  mail.ret = "FULL\r\nRSET";
  mail.envid = "e\r\nRSET";
  mail.recipients[1].notify = "NEVER RSET";
  mail.recipients[1].orcpt = "rfc822;\r\nRSET";
  const auto outcomes = server.send(mail, {"250 ok", "250 ok", "354 go", "250 ok"});
  EXPECT_EQ(server.heard,
            "MAIL FROM:<me@client.test>\r\nRCPT TO:<b@mx.test>\r\nDATA\r\nA: b\r\n\r\nx\r\n.\r\n");
  EXPECT_EQ(outcomes[0].kind, Kind::failed);
  EXPECT_EQ(outcomes[1].kind, Kind::accepted);
}

// RFC 5321 §4.2.1, at each command; with and without pipelining it comes to the same.
TEST(ClientSession, EachCommandsRefusalReachesItsRecipients) {
  struct Case {
    std::vector<std::string> replies;  // MAIL, RCPT, RCPT, DATA, content, as far as it comes
    std::vector<Kind> kinds;
  };
  const Case cases[] = {
      {{"451 later", "503", "503", "503"}, {Kind::deferred, Kind::deferred}},
      {{"550 no", "503", "503", "503"}, {Kind::failed, Kind::failed}},
      {{"250", "450 grey", "550 no", "503"}, {Kind::deferred, Kind::failed}},
      {{"250", "250", "450 grey", "451 later"}, {Kind::deferred, Kind::deferred}},
      {{"250", "250", "550 no", "554 no"}, {Kind::failed, Kind::failed}},
      {{"250", "250", "550 no", "354", "452 full"}, {Kind::deferred, Kind::failed}},
      {{"250", "250", "450 grey", "354", "554 spam"}, {Kind::failed, Kind::deferred}},
      {{"250", "250", "552 many", "354", "250"}, {Kind::accepted, Kind::deferred}},
      {{"250", "250", "354 what", "354", "250"}, {Kind::accepted, Kind::deferred}},
      {{"250", "250", "250", "250 what"}, {Kind::deferred, Kind::deferred}},
  };
  for (const bool pipelining : {false, true}) {
    for (const Case& each : cases) {
      Script server;
      server.greet(pipelining ? "PIPELINING" : "");
      std::vector<std::string> replies = each.replies;
      // Without pipelining what comes after a decision is not asked.
      if (!pipelining && replies[0][0] != '2') replies.resize(1);
      if (!pipelining && replies.size() == 4 && replies[3] == "503") replies.resize(3);
      replies.push_back("250 reset");
      const auto outcomes = server.send(mail_to({"a@mx.test", "b@mx.test"}), replies);
      for (std::size_t i = 0; i < 2; ++i)
        EXPECT_EQ(outcomes[i].kind, each.kinds[i]) << each.replies[0] << " " << i << pipelining;
      EXPECT_EQ(server.run(), ClientStep::ready) << each.replies[0];
    }
  }
}

// RFC 2920 §3.1: DATA may be accepted although every recipient was refused.
TEST(ClientSession, SendsAnEmptyMessageWhenDataWasAcceptedForNobody) {
  Script server;
  server.greet("PIPELINING");
  const auto outcomes =
      server.send(mail_to({"a@mx.test"}), {"250", "550 no", "354 go", "554 no recipients"});
  EXPECT_TRUE(server.heard.ends_with("DATA\r\n.\r\n")) << server.heard;
  EXPECT_EQ(outcomes[0].reply.code, 550);
}

TEST(ClientSession, RecipientsBeyondTheServersLimitMayGoAgainAtOnce) {
  Script server;
  server.greet();
  const auto outcomes = server.send(mail_to({"a@mx.test", "b@mx.test"}),
                                    {"250", "250", "452 too many", "354", "250"});
  EXPECT_TRUE(outcomes[1].too_many);
  EXPECT_FALSE(outcomes[0].too_many);
}

// A connection that ends at any moment loses nothing: whoever is undecided is tried again.
TEST(ClientSession, AnEndAtAnyMomentDefersWhatIsOpen) {
  const std::vector<std::string> replies = {"250", "250", "550 no", "354", "250"};
  for (std::size_t said = 0; said < replies.size(); ++said) {
    Script server;
    server.greet();
    const auto outcomes =
        server.send(mail_to({"a@mx.test", "b@mx.test"}),
                    {replies.begin(), replies.begin() + static_cast<std::ptrdiff_t>(said)});
    EXPECT_EQ(outcomes[0].kind, Kind::deferred) << said;
    EXPECT_EQ(outcomes[1].kind, said >= 3 ? Kind::failed : Kind::deferred) << said;
    EXPECT_EQ(server.run(), ClientStep::close);
    EXPECT_TRUE(server.session.failure());
  }
}

TEST(ClientSession, TakesOverTlsOnlyWhatIsSaidInside) {
  Script server;
  server.replies = {"220 hi", "250-mx.test\r\n250-DSN\r\n250 STARTTLS", "220 go"};
  ASSERT_EQ(server.run(), ClientStep::start_tls);
  EXPECT_EQ(server.heard, "EHLO client.test\r\nSTARTTLS\r\n");
  server.session.tls_started();
  server.replies = {"250-mx.test\r\n250 PIPELINING"};
  ASSERT_EQ(server.run(), ClientStep::ready);
  EXPECT_TRUE(server.session.tls());
  EXPECT_TRUE(server.session.offer().pipelining);
  EXPECT_FALSE(server.session.offer().dsn);
}

TEST(ClientSession, RefusesBytesThatWereSlippedInBeforeTls) {
  Script server;
  server.replies = {"220 hi", "250-mx.test\r\n250 STARTTLS", "220 go\r\n250 injected"};
  EXPECT_EQ(server.run(), ClientStep::close);
  EXPECT_EQ(server.session.failure()->stage, ClientFailure::Stage::connection);
}

TEST(ClientSession, WhereTlsIsRequiredNothingElseWillDo) {
  for (const std::vector<std::string>& replies :
       {std::vector<std::string>{"220 hi", "250 mx.test"},
        {"220 hi", "250-mx.test\r\n250 STARTTLS", "454 not now"},
        {"220 hi", "250-mx.test\r\n250 STARTTLS", "502 no"},
        {"220 hi", "500 what"}}) {
    Script server(options(Tls::required));
    server.replies = replies;
    EXPECT_EQ(server.run(), ClientStep::close);
    ASSERT_TRUE(server.session.failure());
    EXPECT_EQ(server.heard.find("MAIL"), std::string::npos);
  }
}

TEST(ClientSession, GoesOnInClearWhereTlsIsOnlyWished) {
  Script server;
  server.replies = {"220 hi", "250-mx.test\r\n250 STARTTLS", "454 not now"};
  EXPECT_EQ(server.run(), ClientStep::ready);
}

TEST(ClientSession, SpeaksHeloToOldServers) {
  Script server;
  server.replies = {"220 hi", "502 what", "250 mx.test"};
  EXPECT_EQ(server.run(), ClientStep::ready);
  EXPECT_EQ(server.heard, "EHLO client.test\r\nHELO client.test\r\n");
}

TEST(ClientSession, LogsInOverTlsAlone) {
  for (const std::string mechanisms : {"PLAIN LOGIN", "LOGIN"}) {
    ClientOptions with = options();
    with.tls_active = true;
    with.user = "u";
    with.password = secret_from(as_bytes("p"));
    Script server(std::move(with));
    server.replies = {"220 hi", "250-mx.test\r\n250 AUTH " + mechanisms};
    if (mechanisms == "LOGIN") server.replies.insert(server.replies.end(), {"334 a", "334 b"});
    server.replies.push_back("235 in");
    EXPECT_EQ(server.run(), ClientStep::ready);
    EXPECT_TRUE(server.heard.ends_with(mechanisms == "LOGIN" ? "AUTH LOGIN\r\ndQ==\r\ncA==\r\n"
                                                             : "AUTH PLAIN AHUAcA==\r\n"))
        << server.heard;
  }
  ClientOptions plain = options();
  plain.user = "u";
  Script server(std::move(plain));
  server.replies = {"220 hi", "250-mx.test\r\n250 AUTH PLAIN"};
  EXPECT_EQ(server.run(), ClientStep::close);
  EXPECT_EQ(server.session.failure()->stage, ClientFailure::Stage::auth);
}

TEST(ClientSession, SaysNothingToAServerThatCannotTakeTheMail) {
  const auto refusal = [](const std::string& extensions, const ClientMail& mail) {
    Script server;
    server.greet(extensions);
    const auto outcomes = server.send(mail, {});
    EXPECT_EQ(server.heard, "");
    EXPECT_EQ(outcomes[0].kind, Kind::failed);
    return outcomes[0].reply.status;
  };
  ClientMail utf8 = mail_to({"a@mx.test"});
  utf8.smtputf8 = true;
  EXPECT_EQ(refusal("SIZE", utf8), (EnhancedStatus{5, 6, 7}));
  ClientMail secret = mail_to({"a@mx.test"});
  secret.requiretls = true;
  EXPECT_EQ(refusal("REQUIRETLS", secret), (EnhancedStatus{5, 7, 30}));  // not over TLS
  EXPECT_EQ(refusal("SIZE 5", mail_to({"a@mx.test"})), (EnhancedStatus{5, 3, 4}));
  EXPECT_EQ(refusal("SIZE", mail_to({"a@mx.test"}, "A: \xff\r\n")), (EnhancedStatus{5, 6, 3}));
  for (const char* broken : {"a\nb\r\n", "a\rb\r\n", "a\r\n.\n", "a\r"})
    EXPECT_EQ(refusal("SIZE", mail_to({"a@mx.test"}, broken)), (EnhancedStatus{5, 6, 0}));
}

TEST(ClientSession, EndsWithAServerThatDoesNotSpeakSmtp) {
  for (const std::string& nonsense :
       {std::string("HTTP/1.1 400 Bad"), std::string("22"), std::string(100'000, '2'),
        std::string("220-a\r\n250 b"), std::string("999 x"), std::string("220x")}) {
    Script server;
    server.replies = {nonsense};
    EXPECT_EQ(server.run(), ClientStep::close) << nonsense.substr(0, 20);
  }
  std::string endless;
  for (int i = 0; i < 1000; ++i) endless += "220-x\r\n";
  Script server;
  server.replies = {endless};
  EXPECT_EQ(server.run(), ClientStep::close);
}

TEST(ClientSession, IsUsedAgainAndLeavesInOrder) {
  Script server;
  server.greet();
  server.send(mail_to({"a@mx.test"}), {"250", "250", "354", "250"});
  ASSERT_EQ(server.run(), ClientStep::ready);
  server.session.check();
  server.replies = {"250 fresh"};
  ASSERT_EQ(server.run(), ClientStep::ready);
  server.send(mail_to({"b@mx.test"}), {"250", "250", "354", "250"});
  ASSERT_EQ(server.run(), ClientStep::ready);
  server.session.quit();
  server.replies = {"221 bye"};
  EXPECT_EQ(server.run(), ClientStep::close);
  EXPECT_TRUE(server.heard.ends_with("QUIT\r\n"));
}

TEST(ClientSession, NoticesThatTheServerHasLeftMeanwhile) {
  Script server;
  server.greet();
  server.session.check();
  server.replies = {"421 idle for too long"};
  EXPECT_EQ(server.run(), ClientStep::close);
}

// With our own server session: many recipients, dots, and every size of packet.
TEST(ClientSession, TalksToOurServer) {
  const std::string content = ".a\r\n..\r\n.\r\nb\r\n" + std::string(60'000, 'x') + "\r\n.";
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{100'000}}) {
    Peer server;
    ClientSession client(options());
    std::vector<std::string> addresses;
    for (int i = 0; i < 200; ++i)
      addresses.push_back((i % 3 == 0   ? "no"
                           : i % 3 == 1 ? "later"
                                        : "b") +
                          std::to_string(i) + "@y.test");
    bool sent = false;
    std::string said;
    for (ClientStep step = client.next(); step != ClientStep::close; step = client.next()) {
      if (step == ClientStep::write) server.say(std::string(client.output()), piece);
      if (step == ClientStep::need_read) {
        std::string text;
        for (const char c : server.heard())
          text += c == '\n' ? std::string("\r\n") : std::string(1, c);
        said = text;
        ASSERT_FALSE(said.empty());
        client.feed(as_bytes(said));
      }
      if (step == ClientStep::ready && sent) break;
      if (step == ClientStep::ready) client.send(mail_to(addresses, content));
      if (step == ClientStep::sent) {
        sent = true;
        for (std::size_t i = 0; i < addresses.size(); ++i)
          ASSERT_EQ(client.outcomes()[i].kind, i % 3 == 0   ? Kind::failed
                                               : i % 3 == 1 ? Kind::deferred
                                                            : Kind::accepted);
      }
    }
    ASSERT_EQ(server.delivered.size(), 1U);
    EXPECT_EQ(server.delivered[0].content, content + "\r\n");
    EXPECT_EQ(server.delivered[0].envelope.recipients.size(), 66U);
  }
}

}  // namespace
}  // namespace nightmail::smtp
