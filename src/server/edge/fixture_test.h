// SPDX-License-Identifier: Apache-2.0
//
// The edge over a real embedded store and loopback sockets.

#ifndef NIGHTMAIL_SERVER_EDGE_FIXTURE_TEST_H_
#define NIGHTMAIL_SERVER_EDGE_FIXTURE_TEST_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "server/edge/edge_server.h"
#include "server/edge/peer_test.h"
#include "server/inbox/fixture_test.h"

namespace nightmail::edge {

using inbox::kNow;
using inbox::MoodyFiles;
using inbox::Opened;
using inbox::RememberingLog;
using inbox::StoreWithUsers;
using inbox::User;

class EdgeTest : public testing::Test {
 protected:
  EdgeTest() : sealer_(users_.random, users_.clock), workers_(2, 100), loops_(2) {
    config_.hostname = "mx.nightmail.test";
    config_.smtp = {*net::parse_endpoint("127.0.0.1:0")};
    config_.lmtp = {*net::parse_endpoint("127.0.0.1:0")};
    config_.recipients.domains = {"nightmail.test"};
  }
  ~EdgeTest() override {
    users_.files.release();
    (void)loops_.stop(std::chrono::milliseconds(500));
  }

  void start() {
    auto opened = EdgeServer::open(config_, {*users_.store, sealer_, users_.clock, users_.random,
                                             users_.log, loops_, workers_, tls_});
    ASSERT_TRUE(opened.ok()) << opened.error().message();
    server_ = *std::move(opened);
    server_->start();
    loops_.start();
  }
  [[nodiscard]] Peer smtp() const { return Peer(server_->smtp_endpoints().front().port); }
  [[nodiscard]] Peer lmtp() const { return Peer(server_->lmtp_endpoints().front().port); }

  // Greeted, EHLO said, transaction open up to the 354.
  [[nodiscard]] Peer in_data(const std::string& recipient) const {
    Peer peer = smtp();
    EXPECT_EQ(peer.reply().substr(0, 3), "220");
    EXPECT_EQ(peer.command("EHLO client.test").substr(0, 3), "250");
    EXPECT_EQ(peer.command("MAIL FROM:<ben@sender.test>").substr(0, 3), "250");
    EXPECT_EQ(peer.command("RCPT TO:<" + recipient + ">").substr(0, 3), "250");
    EXPECT_EQ(peer.command("DATA").substr(0, 3), "354");
    return peer;
  }

  EdgeConfig config_;
  StoreWithUsers users_;
  std::shared_ptr<net::TlsContext> tls_;
  pgp::Sealer sealer_;
  net::WorkerPool workers_;
  net::LoopGroup loops_;
  std::unique_ptr<EdgeServer> server_;
};

inline const std::string kMail =
    "From: Ben <ben@sender.test>\r\nSubject: g\xC3\xA4ste\r\n\r\n.one dot\r\n..two\r\n8 bit: "
    "\xFF\r\n";

}  // namespace nightmail::edge

#endif  // NIGHTMAIL_SERVER_EDGE_FIXTURE_TEST_H_
