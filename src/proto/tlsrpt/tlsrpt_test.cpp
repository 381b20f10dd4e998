// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <zlib.h>

#include <boost/json.hpp>

#include "base/random.h"
#include "proto/tlsrpt/record.h"
#include "proto/tlsrpt/report.h"

namespace nightmail::tlsrpt {
namespace {

using Kind = Destination::Kind;

std::vector<Destination> parsed(const std::string& record) {
  return destinations(std::vector{record});
}

// RFC 8460 §3.1.
TEST(TlsReportRecord, TheExamplesOfTheStandard) {
  EXPECT_EQ(parsed("v=TLSRPTv1;rua=mailto:reports@example.com"),
            (std::vector<Destination>{{Kind::mail, "reports@example.com"}}));
  EXPECT_EQ(parsed("v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt"),
            (std::vector<Destination>{{Kind::https, "https://reporting.example.com/v1/tlsrpt"}}));
}

TEST(TlsReportRecord, SeveralDestinationsInTheirOrder) {
  EXPECT_EQ(
      parsed("v=TLSRPTv1 ; rua=mailto:a%2Bb@x.test?subject=s , HTTPS://x.test/r ; ext=1;"),
      (std::vector<Destination>{{Kind::mail, "a+b@x.test"}, {Kind::https, "HTTPS://x.test/r"}}));
  std::string many = "v=TLSRPTv1; rua=mailto:a@x.test";
  for (int i = 0; i < 100; ++i) many += ",mailto:a" + std::to_string(i) + "@x.test";
  EXPECT_EQ(parsed(many).size(), kMostDestinations);
}

TEST(TlsReportRecord, WhatIsNotOneGoodRecordAsksForNothing) {
  for (const char* bad :
       {"", "v=TLSRPTv1", "v=TLSRPTv1;", "v=TLSRPTv2;rua=mailto:a@x.test", "rua=mailto:a@x.test",
        "V=tlsrptV1;rua=mailto:a@x.test", "v=TLSRPTv1;rua=", "v=TLSRPTv1;rua=mailto:",
        "v=TLSRPTv1;rua=mailto:a", "v=TLSRPTv1;rua=mailto:a%0d%0aBcc:%20b@x.test",
        "v=TLSRPTv1;rua=mailto:a%4@x.test", "v=TLSRPTv1;rua=http://x.test/",
        "v=TLSRPTv1;rua=mailto:a@x.test%3e", "v=TLSRPTv1;rua=https://x.test/\r\nX: y"}) {
    EXPECT_TRUE(parsed(bad).empty()) << bad;
  }
  const std::string good = "v=TLSRPTv1;rua=mailto:a@x.test";
  EXPECT_EQ(destinations(std::vector<std::string>{"v=spf1 -all", good}).size(), 1U);
  EXPECT_TRUE(destinations(std::vector{good, good}).empty());
}

Report report() {
  Report one;
  one.organization = "a.test";
  one.contact = "postmaster@a.test";
  one.id = "0123abcd@a.test";
  one.domain = "b.test";
  one.begin = {1'700'006'400'000};
  one.end = {1'700'092'799'000};
  one.policies.push_back(
      {"sts", 5, 3, {{"certificate-expired", "mx.b.test", 2}, {"sts-policy-fetch-error", "", 1}}});
  return one;
}

TEST(TlsReport, SaysWhatSection4Asks) {
  const auto is = boost::json::parse(print_json(report()));
  EXPECT_EQ(is, boost::json::parse(R"({
    "organization-name": "a.test",
    "date-range": {"start-datetime": "2023-11-15T00:00:00Z",
                   "end-datetime": "2023-11-15T23:59:59Z"},
    "contact-info": "postmaster@a.test", "report-id": "0123abcd@a.test",
    "policies": [{
      "policy": {"policy-type": "sts", "policy-domain": "b.test"},
      "summary": {"total-successful-session-count": 5, "total-failure-session-count": 3},
      "failure-details": [
        {"result-type": "certificate-expired", "receiving-mx-hostname": "mx.b.test",
         "failed-session-count": 2},
        {"result-type": "sts-policy-fetch-error", "failed-session-count": 1}]}]})"))
      << is;
}

std::string gunzip(ByteView packed) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
  std::string out(1 << 20, '\0');
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

TEST(TlsReport, PacksAsGzip) {
  EXPECT_EQ(gunzip(gzip("")), "");
  const std::string text = print_json(report());
  EXPECT_EQ(gunzip(gzip(text)), text);
}

TEST(TlsReport, IsMailedAsSection5Asks) {
  SystemRandom random;
  const std::string mail =
      print_mail(report(), {"postmaster@a.test", "r@b.test", {1'700'100'000'000}}, random);
  for (const char* part :
       {"To: r@b.test\r\n", "TLS-Report-Domain: b.test\r\n", "TLS-Report-Submitter: a.test\r\n",
        "TLS-Required: No\r\n", "Auto-Submitted: auto-generated\r\n", "multipart/report",
        "report-type=tlsrpt", "Content-Type: application/tlsrpt+gzip",
        "a.test!b.test!1700006400!1700092799!0123abcd.json.gz",
        "Report Domain: b.test Submitter: a.test"}) {
    EXPECT_NE(mail.find(part), std::string::npos) << part << "\nin\n" << mail;
  }
}

}  // namespace
}  // namespace nightmail::tlsrpt
