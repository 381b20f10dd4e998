// SPDX-License-Identifier: Apache-2.0
//
// What becomes of a message: over real sockets into a real store, and opened again.

#include <cerrno>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "server/edge/fixture_test.h"

namespace nightmail::edge {
namespace {

using Delivery = EdgeTest;

std::string sent(const std::string& mail) {
  std::string stuffed = mail.starts_with('.') ? "." + mail : mail;
  for (std::size_t at = 0; (at = stuffed.find("\r\n.", at)) != std::string::npos; at += 4)
    stuffed.insert(at + 2, ".");
  return stuffed + ".\r\n";
}

// Sends one mail and returns the last reply.
std::string deliver(Peer peer, const std::vector<std::string>& recipients,
                    const std::string& mail) {
  peer.reply();
  peer.command("EHLO client.test");
  peer.command("MAIL FROM:<ben@sender.test> SIZE=" + std::to_string(mail.size()));
  for (const auto& recipient : recipients)
    EXPECT_EQ(peer.command("RCPT TO:<" + recipient + ">").substr(0, 3), "250") << recipient;
  EXPECT_EQ(peer.command("DATA").substr(0, 3), "354");
  peer.send(sent(mail));
  return peer.reply();
}

TEST_F(Delivery, OpensToTraceHeadersAndTheExactBytes) {
  const User anna = users_.add("anna@nightmail.test");
  start();
  ASSERT_EQ(deliver(smtp(), {"Anna+Spam@NIGHTMAIL.test"}, kMail).substr(0, 9), "250 2.0.0");
  const auto mails = users_.mail_of(anna);
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(mails[0].original(), kMail);
  EXPECT_EQ(mails[0].summary.original_sha256, crypto::hex_encode(crypto::sha256(as_bytes(kMail))));
  EXPECT_EQ(mails[0].summary.subject, "g\xC3\xA4ste");
  const std::string trace = mails[0].trace();
  EXPECT_TRUE(
      trace.starts_with("Delivered-To: anna+spam@nightmail.test\r\n"
                        "Return-Path: <ben@sender.test>\r\n"
                        "Received: from client.test ([127.0.0.1])\r\n"))
      << trace;
  EXPECT_NE(trace.find("\tby mx.nightmail.test with ESMTP id "), std::string::npos) << trace;
  EXPECT_TRUE(trace.ends_with("\r\n"));
}

TEST_F(Delivery, EverySizeSurvives) {
  const User anna = users_.add("anna@nightmail.test");
  start();
  // Around the sizes where buffers grow, sealing moves to a worker, and blobs to segments.
  std::vector<std::string> mails;
  for (const std::size_t size : {0UL, 2UL, 8191UL, 32768UL, 131'072UL, 131'073UL, 3'000'000UL}) {
    std::string mail(size, 'x');
    for (std::size_t at = 64; at + 66 < size; at += 64) mail.replace(at, 2, "\r\n");
    if (size != 0) mail.replace(size - 2, 2, "\r\n");
    ASSERT_EQ(deliver(smtp(), {"anna@nightmail.test"}, mail).substr(0, 3), "250") << size;
    mails.push_back(std::move(mail));
    users_.clock.advance(std::chrono::seconds(1));
  }
  const auto stored = users_.mail_of(anna);
  ASSERT_EQ(stored.size(), mails.size());
  for (std::size_t i = 0; i < mails.size(); ++i) EXPECT_TRUE(stored[i].original() == mails[i]) << i;
}

TEST_F(Delivery, RecipientsDoNotSeeEachOther) {
  const User anna = users_.add("anna@nightmail.test");
  const User ben = users_.add("ben@nightmail.test");
  start();
  ASSERT_EQ(deliver(smtp(), {"anna@nightmail.test", "ben@nightmail.test"}, kMail).substr(0, 3),
            "250");
  const auto of_anna = users_.mail_of(anna);
  const auto of_ben = users_.mail_of(ben);
  ASSERT_EQ(of_anna.size(), 1U);
  ASSERT_EQ(of_ben.size(), 1U);
  EXPECT_EQ(of_anna[0].original(), kMail);
  EXPECT_EQ(of_ben[0].original(), kMail);
  EXPECT_EQ(of_anna[0].text.find("ben@nightmail"), std::string::npos);
  EXPECT_EQ(of_ben[0].text.find("anna@nightmail"), std::string::npos);
  for (const Opened& one : {of_anna[0], of_ben[0]}) {
    // One session key packet (tag 1), and behind it the encrypted data (tag 18): no other key id.
    ASSERT_EQ(one.sealed.at(0), 0xC1);
    ASSERT_LT(one.sealed.at(1), 192);
    EXPECT_EQ(one.sealed.at(2U + one.sealed.at(1)), 0xD2);
  }
  pgp::Opener of_ben_alone;
  ASSERT_TRUE(of_ben_alone.add(ben.key).ok());
  EXPECT_FALSE(of_ben_alone.open(of_anna[0].sealed).ok());
}

TEST_F(Delivery, OneAccountGetsOneCopy) {
  const User anna = users_.add("anna@nightmail.test");
  ASSERT_TRUE(users_.store->add_address(anna.account, "ann@nightmail.test").ok());
  start();
  const std::vector<std::string> all{"anna@nightmail.test", "ANNA@nightmail.test",
                                     "ann@nightmail.test", "anna+x@nightmail.test",
                                     "postmaster@nightmail.test"};
  ASSERT_EQ(deliver(smtp(), all, kMail).substr(0, 3), "250");
  EXPECT_EQ(users_.mail_of(anna).size(), 1U);
}

TEST_F(Delivery, LmtpAnswersForEachRecipient) {
  const User anna = users_.add("anna@nightmail.test");
  const User full = users_.add("full@nightmail.test");
  ASSERT_TRUE(users_.store->set_quota(full.account, 10).ok());
  start();
  Peer peer = lmtp();
  peer.reply();
  EXPECT_EQ(peer.command("EHLO x").substr(0, 1), "5");
  peer.command("LHLO x");
  peer.command("MAIL FROM:<>");
  for (const char* to : {"anna", "full", "anna+again"})
    EXPECT_EQ(peer.command(std::string("RCPT TO:<") + to + "@nightmail.test>").substr(0, 3), "250");
  EXPECT_EQ(peer.command("RCPT TO:<nobody@nightmail.test>").substr(0, 3), "550");
  peer.command("DATA");
  peer.send(sent(kMail));
  EXPECT_EQ(peer.reply().substr(0, 3), "250");
  EXPECT_EQ(peer.reply().substr(0, 9), "452 4.2.2");
  EXPECT_EQ(peer.reply().substr(0, 3), "250");
  EXPECT_EQ(peer.command("NOOP").substr(0, 3), "250");
  EXPECT_EQ(users_.mail_of(anna).size(), 1U);
  EXPECT_EQ(users_.count(full.account), 0U);
}

TEST_F(Delivery, KeyThatExpiresAfterRcptStoresNothing) {
  const User anna = users_.add("anna@nightmail.test");
  const auto certificate = testing_support::read_testdata("certificates/expired.asc");
  const auto expiring = users_.add("expiring@nightmail.test", as_bytes(certificate));
  users_.clock.advance(std::chrono::milliseconds(1'704'100'000'000 - kNow.unix_ms));
  ASSERT_TRUE(
      users_.store->put_public_key(anna.account, {"bb22", to_bytes(as_bytes(certificate)), true})
          .ok());
  start();
  Peer peer = in_data("expiring@nightmail.test");
  users_.clock.advance(std::chrono::hours(24 * 365));
  peer.send(sent(kMail));
  EXPECT_EQ(peer.reply().substr(0, 9), "450 4.2.1");
  EXPECT_EQ(users_.count(expiring), 0U);
  EXPECT_EQ(users_.log.warnings("edge.seal_failed"), 1);
}

TEST_F(Delivery, MailGoingInCirclesIsRefused) {
  const User anna = users_.add("anna@nightmail.test");
  start();
  std::string hops;
  for (int i = 0; i < 100; ++i) hops += "Received: from a by b\r\n";
  EXPECT_EQ(deliver(smtp(), {"anna@nightmail.test"}, hops + kMail).substr(0, 3), "250");
  EXPECT_EQ(deliver(smtp(), {"anna@nightmail.test"}, "received: x\r\n" + hops + kMail).substr(0, 9),
            "554 5.4.6");
  EXPECT_EQ(users_.count(anna.account), 1U);
}

TEST_F(Delivery, DiskThatFailsIsNeverAcknowledged) {
  const User anna = users_.add("anna@nightmail.test");
  start();
  users_.files.fail_with(EIO);
  EXPECT_EQ(deliver(smtp(), {"anna@nightmail.test"}, kMail).substr(0, 4), "451 ");
  EXPECT_GE(users_.log.warnings("edge.store_failed"), 1);
}

TEST_F(Delivery, AcknowledgedOnlyAfterTheCommit) {
  const User anna = users_.add("anna@nightmail.test");
  start();
  Peer peer = in_data("anna@nightmail.test");
  users_.files.hold();
  peer.send(sent(kMail));
  EXPECT_FALSE(peer.has_reply_within(std::chrono::milliseconds(300)));
  users_.files.release();
  EXPECT_EQ(peer.reply().substr(0, 3), "250");
  EXPECT_EQ(users_.mail_of(anna).size(), 1U);
}

TEST_F(Delivery, LogNamesNobody) {
  users_.add("anna@nightmail.test");
  start();
  deliver(smtp(), {"anna@nightmail.test"}, kMail);
  users_.files.fail_with(EIO);
  deliver(smtp(), {"anna@nightmail.test"}, kMail);
  const std::string log = users_.log.text();
  for (const char* word : {"anna", "sender.test", "ste", "client.test", "127.0.0.1", "8 bit"})
    EXPECT_EQ(log.find(word), std::string::npos) << word << " in " << log;
}

}  // namespace
}  // namespace nightmail::edge
