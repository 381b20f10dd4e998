// SPDX-License-Identifier: Apache-2.0
#include "server/transport/tls_reporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "crypto/account_secret.h"
#include "net/fake_resolver_test_support.h"
#include "net/sync_wait.h"

namespace nightmail::transport {
namespace {

using namespace std::chrono_literals;
using outbound::RecipientOutcome;
using testing::HasSubstr;

constexpr std::int64_t kMidnight = 1'700'006'400'000;  // 2023-11-15

class FakeTransport final : public outbound::Transport {
 public:
  net::Task<std::vector<RecipientOutcome>> send(net::Loop&, outbound::OutgoingMail mail) override {
    RecipientOutcome outcome;
    outcome.kind = kind;
    sent.push_back(mail.domain + "|" + mail.recipients.at(0).address + "|" + mail.mail_from +
                   (mail.uncounted ? "|uncounted\n" : "\n") + to_string(mail.message));
    co_return std::vector{outcome};
  }
  RecipientOutcome::Kind kind = RecipientOutcome::Kind::relayed;
  std::vector<std::string> sent;
};

class FakeSigner final : public outbound::Signer {
 public:
  std::string sign(const std::string& domain, ByteView) override {
    return "DKIM-Signature: d=" + domain + "\r\n";
  }
};

class TlsReporterTest : public testing::Test {
 protected:
  TlsReporterTest() {
    std::filesystem::remove(path_);
    wants_reports("y.test");
    group_.start();
    open();
  }
  ~TlsReporterTest() override {
    group_.stop();
    std::filesystem::remove(path_);
  }

  void wants_reports(const std::string& domain) {
    resolver_.set("_smtp._tls." + domain, net::RecordType::txt,
                  {net::txt_rdata("v=TLSRPTv1; rua=mailto:tls@Reports.test")});
  }
  // As after a restart.
  void open() {
    reporter_ = std::make_unique<TlsReporter>(
        TlsReporterConfig{"out.test", path_, 1h, 0ms},
        TlsReporterParts{results_, resolver_, fetcher_, transport_, &signer_, files_, cipher_,
                         workers_, clock_, random_, log_});
    ASSERT_TRUE(reporter_->open().ok());
  }
  void tick() {
    net::Loop& loop = group_.at(0);
    (void)net::sync_wait(loop, tick_once(reporter_.get(), &loop));
  }
  void fail_once() { results_.count({"y.test", "sts", "mx.y.test", "certificate-expired"}); }

  static net::Task<bool> tick_once(TlsReporter* reporter, net::Loop* loop) {
    co_await reporter->tick(*loop);
    co_return true;
  }

  const std::string path_ = testing::TempDir() + "tls-results-" +
                            testing::UnitTest::GetInstance()->current_test_info()->name();
  TlsResults results_;
  net::FakeResolver resolver_;
  net::Fetcher fetcher_{resolver_, *net::TlsContext::client({}), {}};
  FakeTransport transport_;
  FakeSigner signer_;
  FileSystem files_;
  net::WorkerPool workers_{1, 10};
  ManualClock clock_{{kMidnight + 1000}};
  SystemRandom random_;
  queue::NodeCipher cipher_{crypto::new_account_secret(random_), random_};
  NullLog log_;
  net::LoopGroup group_{1};
  std::unique_ptr<TlsReporter> reporter_;
};

TEST_F(TlsReporterTest, ADayWithFailuresIsReportedOnce) {
  fail_once();
  results_.count({"y.test", "sts", "mx.y.test", ""});
  tick();
  EXPECT_TRUE(transport_.sent.empty()) << "the day is not over";
  clock_.advance(24h);
  tick();
  tick();
  ASSERT_EQ(transport_.sent.size(), 1U);
  const std::string& mail = transport_.sent[0];
  EXPECT_TRUE(
      mail.starts_with("reports.test|tls@Reports.test||uncounted\n"
                       "DKIM-Signature: d=out.test\r\n"))
      << mail;
  EXPECT_THAT(mail, HasSubstr("From: postmaster@out.test\r\n"));
  EXPECT_THAT(mail, HasSubstr("TLS-Report-Domain: y.test\r\n"));
  EXPECT_THAT(mail, HasSubstr("from 2023-11-15T00:00:00Z to 2023-11-15T23:59:59Z"));
}

TEST_F(TlsReporterTest, NothingIsSaidToWhoDoesNotAskOrWasNotMet) {
  results_.count({"quiet.test", "no-policy-found", "mx.quiet.test", ""});
  tick();
  clock_.advance(24h);
  tick();
  EXPECT_TRUE(transport_.sent.empty());
  const int before = resolver_.lookups;
  tick();
  EXPECT_EQ(resolver_.lookups, before) << "asked again although it is done";
}

TEST_F(TlsReporterTest, ItIsTriedAgainUntilTheDayEnds) {
  fail_once();
  tick();
  transport_.kind = RecipientOutcome::Kind::deferred;
  clock_.advance(24h);
  tick();
  clock_.advance(1h);
  tick();
  EXPECT_EQ(transport_.sent.size(), 2U);
  clock_.advance(23h);
  tick();
  EXPECT_EQ(transport_.sent.size(), 2U);
}

TEST_F(TlsReporterTest, CountsSurviveARestart) {
  fail_once();
  tick();
  open();
  fail_once();
  tick();
  clock_.advance(24h);
  open();
  tick();
  ASSERT_EQ(transport_.sent.size(), 1U);
  EXPECT_THAT(transport_.sent[0], HasSubstr("sessions that failed:              2"));
  clock_.advance(1h);
  open();
  tick();
  EXPECT_EQ(transport_.sent.size(), 1U) << "reported twice";
}

TEST_F(TlsReporterTest, TheFileTellsNobodyWhereUsersWrote) {
  fail_once();
  tick();
  std::ifstream file(path_, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  ASSERT_GT(content.size(), 40U);
  EXPECT_EQ(content.find("y.test"), std::string::npos);
  EXPECT_EQ(content.find("policy"), std::string::npos);
}

TEST(TlsDiary, WhatIsPrintedIsReadAgain) {
  TlsDays days;
  days[19'676]["y.test"] = {
      {"sts", 3, 2, {{"mx.y.test", "certificate-expired", 1}, {"", "sts-policy-fetch-error", 1}}},
      {"no-policy-found", 1, 0, {}}};
  const std::string text = print_diary(days);
  EXPECT_EQ(print_diary(parse_diary(text)), text);
  for (std::size_t cut = 0; cut + 1 < text.size(); ++cut)
    EXPECT_TRUE(parse_diary(text.substr(0, cut)).empty()) << cut;
}

}  // namespace
}  // namespace nightmail::transport
