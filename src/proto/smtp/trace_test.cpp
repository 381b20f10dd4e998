// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/trace.h"

#include <gtest/gtest.h>

namespace nightmail::smtp {
namespace {

Envelope envelope() {
  Envelope envelope;
  envelope.sender = Mailbox{"a b", "x.test"};
  envelope.recipients = {{"anna", "nightmail.test"}};
  envelope.helo = "client.test";
  envelope.esmtp = true;
  return envelope;
}

const TraceFacts kFacts{"mx.test", "192.0.2.1", "m1", "", {1'795'448'527'999}};

TEST(Trace, NamesTheWay) {
  EXPECT_EQ(make_trace(envelope(), kFacts),
            "Return-Path: <\"a b\"@x.test>\r\n"
            "Received: from client.test ([192.0.2.1])\r\n"
            "\tby mx.test with ESMTP id m1\r\n"
            "\tfor <anna@nightmail.test>;\r\n"
            "\tMon, 23 Nov 2026 15:42:07 +0000\r\n");
}

TEST(Trace, TellsNobodyOfOtherRecipients) {
  Envelope several = envelope();
  several.recipients.push_back({"berta", "nightmail.test"});
  const std::string trace = make_trace(several, kFacts);
  EXPECT_EQ(trace.find("anna"), std::string::npos);
  EXPECT_EQ(trace.find("berta"), std::string::npos);
  EXPECT_EQ(trace.find("for"), std::string::npos);
}

TEST(Trace, CopesWithWhatIsMissing) {
  EXPECT_EQ(make_trace({}, {"mx.test", "", "", "", {0}}),
            "Return-Path: <>\r\nReceived: from unknown\r\n\tby mx.test with SMTP;\r\n"
            "\tThu, 01 Jan 1970 00:00:00 +0000\r\n");
}

TEST(Trace, MarksIpv6AndTls) {
  Envelope secure = envelope();
  secure.tls = true;
  const std::string trace =
      make_trace(secure, {"mx.test", "2001:db8::1", "m1", "TLS_AES_256_GCM_SHA384", {0}});
  EXPECT_NE(trace.find("([IPv6:2001:db8::1])"), std::string::npos);
  EXPECT_NE(trace.find("with ESMTPS id m1\r\n\tfor <anna@nightmail.test>\r\n"
                       "\ttls TLS_AES_256_GCM_SHA384;\r\n"),
            std::string::npos);
}

TEST(Envelope, NamesItsProtocol) {
  const auto name = [](bool esmtp, bool lmtp, bool tls, bool utf8) {
    Envelope e;
    e.esmtp = esmtp;
    e.lmtp = lmtp;
    e.tls = tls;
    e.smtputf8 = utf8;
    return std::string(with_protocol(e));
  };
  EXPECT_EQ(name(false, false, false, false), "SMTP");
  EXPECT_EQ(name(true, false, false, false), "ESMTP");
  EXPECT_EQ(name(true, false, true, false), "ESMTPS");
  EXPECT_EQ(name(true, true, false, false), "LMTP");
  EXPECT_EQ(name(true, true, true, false), "LMTPS");
  EXPECT_EQ(name(true, false, false, true), "UTF8SMTP");
  EXPECT_EQ(name(true, false, true, true), "UTF8SMTPS");
  EXPECT_EQ(name(true, true, false, true), "UTF8LMTP");
  EXPECT_EQ(name(true, true, true, true), "UTF8LMTPS");
}

}  // namespace
}  // namespace nightmail::smtp
