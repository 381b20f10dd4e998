// SPDX-License-Identifier: Apache-2.0
#include "server/transport/smtp_transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/sha.h>

#include "net/fake_resolver_test_support.h"
#include "net/sync_wait.h"
#include "net/tls_test_support.h"
#include "server/transport/delivery.h"
#include "server/transport/fake_mx_test.h"

namespace nightmail::transport {
namespace {

using namespace std::chrono_literals;
using net::RecordType;
using outbound::RecipientOutcome;
using Kind = RecipientOutcome::Kind;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kContent = "Subject: x\r\n\r\n.hello\r\n";

class SmtpTransportTest : public testing::Test {
 protected:
  SmtpTransportTest() {
    resolver_.set("y.test", RecordType::mx, {net::mx_rdata(10, "mx.test")});
    resolver_.set("mx.test", RecordType::a, {{127, 0, 0, 1}});
    resolver_.set("mx2.test", RecordType::a, {{127, 0, 0, 2}});
    resolver_.set("dead.test", RecordType::a, {{127, 0, 0, 99}});
    group_.start();
  }
  ~SmtpTransportTest() override { group_.stop(); }

  SmtpTransport& transport() {
    if (transport_) return *transport_;
    config_.hostname = "out.test";
    config_.port = mx_.port;
    config_.private_addresses = private_addresses_;
    config_.connect_time = 5s;
    config_.command_time = 5s;
    transport_ = std::make_unique<SmtpTransport>(
        std::move(config_), TransportParts{resolver_, fetcher_, trust_, clock_, random_, log_});
    return *transport_;
  }
  // Another transport, which knows nothing. The old one lives until the loops have stopped: its
  // idle connections are on them.
  void begin_anew() { retired_.push_back(std::move(transport_)); }
  std::vector<RecipientOutcome> send(outbound::OutgoingMail mail) {
    net::Loop& loop = group_.at(0);
    return net::sync_wait(loop, transport().send(loop, std::move(mail)));
  }
  static outbound::OutgoingMail mail_to(std::vector<std::string> addresses,
                                        const std::string& domain = "y.test") {
    outbound::OutgoingMail mail;
    mail.mail_from = "me@out.test";
    for (auto& address : addresses) mail.recipients.push_back({std::move(address), "", ""});
    mail.domain = domain;
    mail.message = as_bytes(kContent);
    return mail;
  }
  RecipientOutcome send_one(const std::string& domain = "y.test", bool requiretls = false) {
    auto mail = mail_to({"b@" + domain}, domain);
    mail.requiretls = requiretls;
    return send(std::move(mail))[0];
  }
  // DNSSEC for everything, and a TLSA record of the server's key (or of another's).
  void sign_zone(bool right_key) {
    resolver_.all_secure = true;
    resolver_.set("y.test", RecordType::mx, {net::mx_rdata(10, "mx.test")}, true);
    resolver_.set("mx.test", RecordType::a, {{127, 0, 0, 1}}, true);
    Bytes rdata{3, 1, 1};
    append(rdata, key_digest());
    if (!right_key) rdata.back() ^= 1;
    resolver_.set("_25._tcp.mx.test", RecordType::tlsa, {rdata}, true);
  }
  Bytes key_digest() const {
    FILE* file = std::fopen(files_.certificate().c_str(), "r");
    X509* cert = PEM_read_X509(file, nullptr, nullptr, nullptr);
    std::fclose(file);
    std::uint8_t* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &der);
    Bytes digest(32);
    SHA256(der, static_cast<std::size_t>(size), digest.data());
    OPENSSL_free(der);
    X509_free(cert);
    return digest;
  }
  std::vector<std::string> failures(const std::string& domain = "y.test") {
    std::vector<std::string> all;
    auto results = transport().tls_results().take();
    for (const auto& counts : results[domain])
      for (const auto& detail : counts.details)
        all.push_back(std::string(counts.policy) + ":" + std::string(detail.type));
    return all;
  }

  net::TestCertificate files_{"DNS:mx.test"};
  std::shared_ptr<net::TlsContext> tls_ =
      *net::TlsContext::server({files_.certificate(), files_.key()});
  std::shared_ptr<net::TlsContext> trust_ = *net::TlsContext::client({});
  net::FakeResolver resolver_;
  net::Fetcher fetcher_{resolver_, trust_, {}};
  SystemClock clock_;
  SystemRandom random_;
  NullLog log_;
  net::LoopGroup group_{1};
  FakeMx mx_{group_, tls_};
  bool private_addresses_ = true;
  TransportConfig config_;
  std::unique_ptr<SmtpTransport> transport_;
  std::vector<std::unique_ptr<SmtpTransport>> retired_;
};

TEST_F(SmtpTransportTest, AReportSaysNothingForTheNextReport) {
  auto report = mail_to({"b@y.test"});
  report.uncounted = true;
  EXPECT_EQ(send(std::move(report))[0].kind, Kind::relayed);
  EXPECT_TRUE(transport().tls_results().take().empty());
  begin_anew();
  EXPECT_EQ(send_one().kind, Kind::relayed);
  EXPECT_FALSE(transport().tls_results().take().empty());
}

TEST_F(SmtpTransportTest, DeliversOverOpportunisticTls) {
  const auto outcomes = send(mail_to({"b@y.test", "no@y.test", "later@y.test"}));
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_EQ(outcomes[0].kind, Kind::relayed) << outcomes[0].reply.text;
  EXPECT_EQ(outcomes[0].remote_mta, "mx.test");
  EXPECT_EQ(outcomes[1].kind, Kind::failed);
  EXPECT_EQ(outcomes[1].reply.code, 550);
  EXPECT_EQ(outcomes[2].kind, Kind::deferred);
  ASSERT_EQ(mx_.mails.size(), 1U);
  EXPECT_EQ(mx_.mails[0].content, kContent);
  EXPECT_TRUE(mx_.mails[0].tls);
}

TEST_F(SmtpTransportTest, FallsBackToClearWhereNoPolicyForbids) {
  mx_.broken_tls = true;
  EXPECT_EQ(send_one().kind, Kind::relayed);
  EXPECT_FALSE(mx_.mails[0].tls);
  EXPECT_THAT(failures(), ElementsAre("no-policy-found:validation-failure"));
}

TEST_F(SmtpTransportTest, ReusesItsConnection) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(send_one().kind, Kind::relayed);
  EXPECT_EQ(mx_.connections, 1);
  EXPECT_EQ(mx_.mails.size(), 3U);
}

TEST_F(SmtpTransportTest, TriesServersInOrder) {
  resolver_.set("y.test", RecordType::mx,
                {net::mx_rdata(20, "mx2.test"), net::mx_rdata(10, "dead.test")});
  const auto outcome = send_one();
  EXPECT_EQ(outcome.kind, Kind::relayed) << outcome.reply.text;
  EXPECT_EQ(outcome.remote_mta, "mx2.test");
}

TEST_F(SmtpTransportTest, ASessionThatNeverBeginsDecidesNothingAtOnce) {
  mx_.only_greeting = "421 too busy\r\n";
  EXPECT_EQ(send_one().kind, Kind::deferred);
  mx_.only_greeting = "554 no mail here\r\n";
  begin_anew();
  const auto refused = send_one();
  EXPECT_EQ(refused.kind, Kind::failed);
  EXPECT_EQ(refused.remote_mta, "mx.test");
}

TEST_F(SmtpTransportTest, LeavesAServerAloneThatCannotBeReached) {
  resolver_.set("y.test", RecordType::mx, {net::mx_rdata(10, "dead.test")});
  EXPECT_THAT(send_one().reply.text, HasSubstr("cannot be reached"));
  EXPECT_THAT(send_one().reply.text, HasSubstr("moments ago"));
}

TEST_F(SmtpTransportTest, ReadsMxAsTheStandardsSay) {
  EXPECT_EQ(send_one("nowhere.test").reply.status, (smtp::EnhancedStatus{5, 1, 2}));
  resolver_.set("null.test", RecordType::mx, {{0, 0, 0}});
  EXPECT_EQ(send_one("null.test").reply.code, 556);
  resolver_.set("loop.test", RecordType::mx,
                {net::mx_rdata(5, "out.test"), net::mx_rdata(9, "mx.test")});
  EXPECT_EQ(send_one("loop.test").reply.status, (smtp::EnhancedStatus{5, 4, 6}));
  net::DnsAnswer failed;
  resolver_.set("broken.test", RecordType::mx, failed);
  EXPECT_EQ(send_one("broken.test").kind, Kind::deferred);
  failed.kind = net::DnsAnswer::Kind::bogus;
  resolver_.set("bogus.test", RecordType::mx, failed);
  EXPECT_EQ(send_one("bogus.test").kind, Kind::deferred);
  failed.kind = net::DnsAnswer::Kind::no_data;
  resolver_.set("implicit.test", RecordType::mx, failed);
  resolver_.set("implicit.test", RecordType::a, {{127, 0, 0, 1}});
  EXPECT_EQ(send_one("implicit.test").kind, Kind::relayed);
  EXPECT_EQ(send_one("[127.0.0.1]").kind, Kind::relayed);
}

TEST_F(SmtpTransportTest, ConnectsToPublicAddressesOnly) {
  private_addresses_ = false;
  EXPECT_EQ(send_one().reply.status, (smtp::EnhancedStatus{5, 4, 4}));
  EXPECT_EQ(send_one("[127.0.0.1]").kind, Kind::failed);
  EXPECT_EQ(mx_.connections, 0);
}

TEST_F(SmtpTransportTest, SendsTheRestAgainWhereTheServerTakesFewAtOnce) {
  mx_.max_recipients = 2;
  const auto outcomes = send(mail_to({"a@y.test", "b@y.test", "c@y.test", "d@y.test", "e@y.test"}));
  for (const auto& outcome : outcomes) EXPECT_EQ(outcome.kind, Kind::relayed);
  EXPECT_EQ(mx_.mails.size(), 3U);
  EXPECT_EQ(mx_.connections, 1);
}

// RFC 7672: secure TLSA records make authenticated TLS mandatory.
TEST_F(SmtpTransportTest, DaneAcceptsTheKeyThatTheZoneNames) {
  sign_zone(true);
  EXPECT_EQ(send_one().kind, Kind::relayed);
  EXPECT_TRUE(mx_.mails[0].tls);
  EXPECT_TRUE(failures().empty());
}

TEST_F(SmtpTransportTest, DaneDefersRatherThanTrustAnotherKey) {
  sign_zone(false);
  const auto outcome = send_one();
  EXPECT_EQ(outcome.kind, Kind::deferred);
  EXPECT_EQ(outcome.reply.status, (smtp::EnhancedStatus{4, 7, 5}));
  EXPECT_TRUE(mx_.mails.empty());
  EXPECT_THAT(failures(), ElementsAre("tlsa:certificate-not-trusted"));
}

TEST_F(SmtpTransportTest, DaneDefersWhereStartTlsWasStripped) {
  sign_zone(true);
  FakeMx stripped(group_, nullptr);
  config_.port = stripped.port;
  mx_.port = stripped.port;
  EXPECT_EQ(send_one().kind, Kind::deferred);
  EXPECT_TRUE(stripped.mails.empty());
  EXPECT_THAT(failures(), ElementsAre("tlsa:starttls-not-supported"));
}

TEST_F(SmtpTransportTest, DaneDefersWhereTheRecordsCannotBeHad) {
  sign_zone(true);
  net::DnsAnswer answer;
  for (const auto kind : {net::DnsAnswer::Kind::bogus, net::DnsAnswer::Kind::failed}) {
    answer.kind = kind;
    resolver_.set("_25._tcp.mx.test", RecordType::tlsa, answer);
    EXPECT_EQ(send_one().kind, Kind::deferred);
  }
  EXPECT_TRUE(mx_.mails.empty());
}

TEST_F(SmtpTransportTest, DaneRecordsThatAreNotSecureDoNotCount) {
  sign_zone(false);
  resolver_.set("y.test", RecordType::mx, {net::mx_rdata(10, "mx.test")}, false);
  EXPECT_EQ(send_one().kind, Kind::relayed);
}

// RFC 7672 §2.2: records that are there, but of no use, still demand TLS.
TEST_F(SmtpTransportTest, DaneWithUnusableRecordsDemandsTls) {
  sign_zone(true);
  resolver_.set("_25._tcp.mx.test", RecordType::tlsa, {{1, 1, 1, 2, 3}}, true);
  EXPECT_EQ(send_one().kind, Kind::relayed);
  mx_.broken_tls = true;
  begin_anew();
  EXPECT_EQ(send_one().kind, Kind::deferred);
  EXPECT_EQ(mx_.mails.size(), 1U);
}

TEST_F(SmtpTransportTest, TlsRequiredNoSetsPoliciesAside) {
  sign_zone(false);
  auto mail = mail_to({"b@y.test"});
  const std::string content = "From: a\r\nTLS-Required: No\r\n\r\nx\r\n";
  mail.message = as_bytes(content);
  EXPECT_EQ(send(std::move(mail))[0].kind, Kind::relayed);
  EXPECT_FALSE(waives_tls(as_bytes("A: b\r\n\r\nTLS-Required: No\r\n")));
  EXPECT_FALSE(waives_tls(as_bytes("TLS-Required: Nothing\r\n\r\n")));
}

// RFC 8689: the server must be authenticated, and say REQUIRETLS, or the mail comes back.
TEST_F(SmtpTransportTest, RequireTlsComesBackWhereItCannotBeKept) {
  const auto unauthenticated = send_one("y.test", true);
  EXPECT_EQ(unauthenticated.kind, Kind::failed);
  EXPECT_EQ(unauthenticated.reply.status, (smtp::EnhancedStatus{5, 7, 30}));
  EXPECT_EQ(mx_.connections, 0);
  sign_zone(true);
  const auto not_offered = send_one("y.test", true);
  EXPECT_EQ(not_offered.reply.status, (smtp::EnhancedStatus{5, 7, 30}));
  EXPECT_EQ(mx_.connections, 1);
  EXPECT_TRUE(mx_.mails.empty());
}

TEST_F(SmtpTransportTest, GivesEverythingToTheSmarthost) {
  trust_ = *net::TlsContext::client({.system_roots = false, .extra_ca_file = files_.certificate()});
  config_.smarthost.host = "mx.test";
  config_.smarthost.port = mx_.port;
  private_addresses_ = false;
  EXPECT_EQ(send_one("anything.example").kind, Kind::relayed);
  EXPECT_TRUE(mx_.mails[0].tls);
}

TEST_F(SmtpTransportTest, TrustsTheSmarthostByItsCertificateAlone) {
  config_.smarthost.host = "mx.test";
  config_.smarthost.port = mx_.port;
  EXPECT_EQ(send_one("anything.example").kind, Kind::deferred);
  EXPECT_TRUE(mx_.mails.empty());
}

}  // namespace
}  // namespace nightmail::transport
