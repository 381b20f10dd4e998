// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmaild/setup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/nightmaild/settings.h"

namespace nightmail::nightmaild {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Setup, WritesAConfigurationThatTheServerReads) {
  const auto plan = plan_setup("Example.ORG", "/var/lib/nightmail");
  ASSERT_TRUE(plan.ok());
  const auto settings = parse_settings(plan->configuration, "setup");
  ASSERT_TRUE(settings.ok()) << settings.error().message();
  EXPECT_THAT(settings->domains, ElementsAre("example.org"));
  EXPECT_EQ(settings->hostname, "mail.example.org");
  EXPECT_EQ(settings->data, "/var/lib/nightmail");
  EXPECT_TRUE(settings->http_tls);
}

TEST(Setup, PrintsTheRecordsThatMailNeeds) {
  const auto plan = plan_setup("example.org", "data");
  ASSERT_TRUE(plan.ok());
  EXPECT_THAT(plan->dns_records, HasSubstr("example.org.     IN MX     10 mail.example.org."));
  EXPECT_THAT(plan->dns_records, HasSubstr("v=spf1 mx -all"));
  EXPECT_THAT(plan->dns_records, HasSubstr("_dmarc.example.org."));
  EXPECT_THAT(plan->dns_records, HasSubstr("_smtp._tls.example.org."));
  EXPECT_THAT(plan->dns_records, HasSubstr("\"v=TLSRPTv1; rua=mailto:postmaster@example.org\""));
}

TEST(Setup, RefusesWhatIsNoDomain) {
  for (const char* name : {"", "localhost", "a..b", "-a.org", "a-.org", "a.org.", "a b.org",
                           "a.org\"]\nx=1", "b\xc3\xbc.org"}) {
    EXPECT_FALSE(plan_setup(name, "data").ok()) << name;
  }
}

}  // namespace
}  // namespace nightmail::nightmaild
