// SPDX-License-Identifier: Apache-2.0
//
// Peers of every kind at the edge's doors: TLS, proxies, slow ones, greedy ones, and a shutdown.

#include <thread>

#include "net/tls_test_support.h"
#include "server/edge/fixture_test.h"

namespace nightmail::edge {
namespace {

using std::chrono::milliseconds;

class Connections : public EdgeTest {
 protected:
  Connections() : anna_(users_.add("anna@nightmail.test")) {}

  static std::string transaction(const std::string& mail) {
    return "EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<anna@nightmail.test>\r\nDATA\r\n" + mail + ".\r\n";
  }
  // The server still does its work for others.
  void expect_well() {
    const std::size_t before = users_.count(anna_.account);
    Peer peer = in_data("anna@nightmail.test");
    peer.send("Subject: good\r\n\r\n.\r\n");
    EXPECT_EQ(peer.reply().substr(0, 3), "250");
    EXPECT_EQ(users_.count(anna_.account), before + 1);
  }
  void use_tls() {
    tls_ = *net::TlsContext::server({certificate_.certificate(), certificate_.key()});
  }

  net::TestCertificate certificate_{"DNS:localhost"};
  User anna_;
};

TEST_F(Connections, StartTlsIsOfferedAndNamedInTheTrace) {
  use_tls();
  start();
  Peer peer = smtp();
  peer.reply();
  EXPECT_NE(peer.command("EHLO c").find("STARTTLS"), std::string::npos);
  // What comes in one packet with STARTTLS is not inside TLS, and not believed: CVE-2011-0411.
  peer.send("STARTTLS\r\nMAIL FROM:<injected@sender.test>\r\n");
  EXPECT_EQ(peer.reply().substr(0, 3), "421");
  EXPECT_TRUE(peer.closed());

  Peer good = smtp();
  good.reply();
  good.command("EHLO c");
  EXPECT_EQ(good.command("STARTTLS").substr(0, 3), "220");
  ASSERT_TRUE(good.start_tls());
  EXPECT_EQ(good.command("EHLO c").find("STARTTLS"), std::string::npos);
  good.command("MAIL FROM:<>");
  good.command("RCPT TO:<anna@nightmail.test>");
  good.command("DATA");
  EXPECT_EQ(good.command("Subject: x\r\n\r\n.").substr(0, 3), "250");
  const std::string trace = users_.mail_of(anna_).at(0).trace();
  EXPECT_NE(trace.find(" with ESMTPS "), std::string::npos) << trace;
  EXPECT_NE(trace.find("tls TLS_"), std::string::npos) << trace;
}

TEST_F(Connections, TlsThatIsCutOffStoresNothing) {
  use_tls();
  start();
  {
    Peer peer = smtp();
    peer.reply();
    peer.command("EHLO c");
    peer.command("STARTTLS");
    ASSERT_TRUE(peer.start_tls());
    peer.send("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<anna@nightmail.test>\r\nDATA\r\nSubject: x\r\n");
    peer.hang_up();
  }
  Peer rubbish = smtp();
  rubbish.reply();
  rubbish.command("EHLO c");
  rubbish.command("STARTTLS");
  rubbish.send("this is no ClientHello\r\n");
  rubbish.half_close();
  expect_well();
  EXPECT_EQ(users_.count(anna_.account), 1U);
}

TEST_F(Connections, HalfClosedInTheMiddleStoresNothing) {
  start();
  Peer peer = in_data("anna@nightmail.test");
  peer.send("Subject: half\r\n\r\nthe end never co");
  peer.half_close();
  EXPECT_TRUE(peer.closed());
  EXPECT_EQ(users_.count(anna_.account), 0U);
  // A whole transaction in one go, then a half-close: answered to the end.
  Peer whole = smtp();
  whole.send(transaction("Subject: whole\r\n\r\n"));
  whole.half_close();
  for (int i = 0; i < 5; ++i) whole.reply();
  EXPECT_EQ(whole.reply().substr(0, 3), "250");
  EXPECT_EQ(users_.count(anna_.account), 1U);
}

const std::string kProxied = std::string("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c", 16) +
                             std::string("\xC0\x00\x02\x07\x7F\0\0\x01\x12\x34\0\x19", 12);

TEST_F(Connections, ProxyHeaderTellsTheClient) {
  config_.proxies = {"127.0.0.0/8"};
  start();
  Peer peer = smtp();
  peer.send(kProxied + transaction("Subject: x\r\n\r\n"));
  for (int i = 0; i < 5; ++i) peer.reply();
  EXPECT_EQ(peer.reply().substr(0, 3), "250");
  const std::string trace = users_.mail_of(anna_).at(0).trace();
  EXPECT_NE(trace.find("([192.0.2.7])"), std::string::npos) << trace;
}

TEST_F(Connections, ProxyHeaderIsRequiredWhereItIsConfigured) {
  config_.proxies = {"127.0.0.1"};
  start();
  Peer plain = smtp();
  plain.send("EHLO c\r\n");
  EXPECT_TRUE(plain.closed());
  Peer endless = smtp();
  endless.send(std::string("\r\n\r\n\0\r\nQUIT\n\x21\x11\xFF\xFF", 16) + std::string(1000, 'x'));
  EXPECT_TRUE(endless.closed());
}

TEST_F(Connections, ProxyHeaderIsRefusedElsewhere) {
  config_.proxies = {"192.0.2.0/24"};
  start();
  Peer peer = smtp();
  EXPECT_EQ(peer.reply().substr(0, 3), "220");
  peer.send(kProxied);
  EXPECT_EQ(peer.reply().substr(0, 1), "5");
  EXPECT_EQ(users_.count(anna_.account), 0U);
}

TEST_F(Connections, ClientsBehindAProxyAreCountedByTheirOwnNetwork) {
  config_.proxies = {"127.0.0.1"};
  config_.max_connections_per_network = 2;
  start();
  std::vector<Peer> peers;
  for (int i = 0; i < 3; ++i) {
    peers.push_back(smtp());
    peers.back().send(kProxied);
    EXPECT_EQ(peers.back().reply().substr(0, 3), "220");
    if (i < 2) {
      EXPECT_EQ(peers.back().command("NOOP").substr(0, 3), "250");
    }
  }
  EXPECT_EQ(peers.back().reply().substr(0, 9), "421 4.7.0");
  std::string other = kProxied;
  other[16] = '\x08';
  Peer neighbour = smtp();
  neighbour.send(other);
  neighbour.reply();
  EXPECT_EQ(neighbour.command("NOOP").substr(0, 3), "250");
}

TEST_F(Connections, SilentPeersAreSentAway) {
  config_.command_timeout = milliseconds(200);
  start();
  Peer silent = smtp();
  silent.reply();
  EXPECT_EQ(silent.reply().substr(0, 9), "421 4.4.2");
  EXPECT_TRUE(silent.closed());
  Peer in_the_middle = in_data("anna@nightmail.test");
  in_the_middle.send("Subject: slow\r\n");
  EXPECT_EQ(in_the_middle.reply().substr(0, 9), "421 4.4.2");
  EXPECT_EQ(users_.count(anna_.account), 0U);
  config_.proxies = {};
  expect_well();
}

TEST_F(Connections, BusyPeersAreSentAwayInTheEnd) {
  config_.session_limit = milliseconds(400);
  start();
  Peer busy = in_data("anna@nightmail.test");
  const auto begin = std::chrono::steady_clock::now();
  while (busy.send("a drop\r\n") && !busy.has_reply_within(milliseconds(20))) {
    ASSERT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  }
  EXPECT_EQ(busy.reply().substr(0, 9), "421 4.4.2");
}

TEST_F(Connections, RefusedMessageMayNotGoOnForEver) {
  config_.command_timeout = milliseconds(400);
  config_.max_message_octets = 10'000;
  start();
  Peer endless = in_data("anna@nightmail.test");
  const std::string line(1000, 'x');
  const auto begin = std::chrono::steady_clock::now();
  while (endless.send(line + "\r\n") && !endless.has_reply_within(milliseconds(5))) {
    ASSERT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  }
  // The reason is heard although the peer is still sending, and then it is over.
  EXPECT_EQ(endless.reply().substr(0, 9), "552 5.3.4");
  EXPECT_TRUE(endless.closed());
  expect_well();
}

TEST_F(Connections, MemoryForMessagesIsShared) {
  config_.message_memory_octets = 200'000;
  start();
  Peer greedy = in_data("anna@nightmail.test");
  const std::string half(100'000, 'x');
  greedy.send(half.substr(0, 60'000) + "\r\n" + half.substr(0, 60'000) + "\r\n");
  std::this_thread::sleep_for(milliseconds(200));
  Peer second = in_data("anna@nightmail.test");
  second.send(half.substr(0, 60'000) + "\r\n" + half.substr(0, 60'000) + "\r\n.\r\n");
  EXPECT_EQ(second.reply().substr(0, 9), "452 4.3.1");
  EXPECT_EQ(second.command("NOOP").substr(0, 3), "250");
  expect_well();
  greedy.send(".\r\n");
  EXPECT_EQ(greedy.reply().substr(0, 3), "250");
  EXPECT_EQ(users_.count(anna_.account), 2U);
}

TEST_F(Connections, TooManyAreTurnedAwayWithAReply) {
  config_.max_connections = 3;
  start();
  std::vector<Peer> peers;
  for (int i = 0; i < 3; ++i) {
    peers.push_back(smtp());
    EXPECT_EQ(peers.back().reply().substr(0, 3), "220");
  }
  EXPECT_EQ(smtp().reply().substr(0, 9), "421 4.7.0");
  EXPECT_EQ(peers[0].command("QUIT").substr(0, 3), "221");
  EXPECT_TRUE(peers[0].closed());
  peers[0].hang_up();
  for (int tries = 0; tries < 100; ++tries) {
    if (smtp().reply().starts_with("220")) return;
    std::this_thread::sleep_for(milliseconds(20));
  }
  FAIL() << "the place did not become free";
}

TEST_F(Connections, StopSaysGoodbyeAndForgetsTheHalf) {
  start();
  Peer idle = smtp();
  idle.reply();
  Peer half = in_data("anna@nightmail.test");
  half.send("Subject: half\r\n");
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_EQ(loops_.stop(std::chrono::seconds(5)), 0U) << "abandoned tasks";
  EXPECT_EQ(idle.reply().substr(0, 9), "421 4.3.2");
  EXPECT_EQ(half.reply().substr(0, 9), "421 4.3.2");
  EXPECT_EQ(users_.count(anna_.account), 0U);
}

TEST_F(Connections, StopWaitsForTheCommitUnderWay) {
  start();
  Peer peer = in_data("anna@nightmail.test");
  users_.files.hold();
  peer.send("Subject: x\r\n\r\n.\r\n");
  std::this_thread::sleep_for(milliseconds(200));
  std::thread stopping([this] { EXPECT_EQ(loops_.stop(std::chrono::seconds(5)), 0U); });
  std::this_thread::sleep_for(milliseconds(100));
  users_.files.release();
  EXPECT_EQ(peer.reply().substr(0, 3), "250");
  stopping.join();
  EXPECT_EQ(users_.count(anna_.account), 1U);
}

TEST(EdgeServer, SettingsThatCannotBeReadAreNamed) {
  StoreWithUsers users;
  pgp::Sealer sealer(users.random, users.clock);
  net::WorkerPool workers(1, 1);
  net::LoopGroup loops(1);
  EdgeConfig config;
  config.recipients.domains = {"nightmail.test"};
  config.proxies = {"10.0.0.0/99"};
  const EdgeParts parts{*users.store, sealer, users.clock, users.random,
                        users.log,    loops,  workers,     nullptr};
  const auto opened = EdgeServer::open(config, parts);
  ASSERT_FALSE(opened.ok());
  EXPECT_NE(opened.error().message().find("10.0.0.0/99"), std::string::npos);
}

}  // namespace
}  // namespace nightmail::edge
