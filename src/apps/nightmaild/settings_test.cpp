// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmaild/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nightmail::nightmaild {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string complaint(std::string_view toml) {
  const auto settings = parse_settings(toml, "test.toml");
  return settings.ok() ? "" : settings.error().message();
}

TEST(Settings, ReadsEachKindOfValue) {
  const auto settings = parse_settings(
      "[service]\ndomains = [\"a.test\", \"b.test\"]\nlock_memory = false\nsign_up = \"invite\"\n"
      "[smtp]\nmax_recipients = 200\n",
      "test.toml");
  ASSERT_TRUE(settings.ok()) << settings.error().message();
  EXPECT_THAT(settings->domains, ElementsAre("a.test", "b.test"));
  EXPECT_FALSE(settings->lock_memory);
  EXPECT_EQ(settings->sign_up, "invite");
  EXPECT_EQ(settings->max_recipients, 200);
}

TEST(Settings, NamesLineAndSettingOfAMistake) {
  EXPECT_THAT(complaint("[smtp]\n\nlisten = 25\n"),
              HasSubstr("test.toml line 3: 'smtp.listen' must"));
  EXPECT_THAT(complaint("[smtp]\nlisten_on = []\n"), HasSubstr("no setting 'smtp.listen_on'"));
  EXPECT_THAT(complaint("[smtp]\nmax_recipients = 5\n"), HasSubstr("must be at least 100"));
  EXPECT_THAT(complaint("[smtp\n"), HasSubstr("test.toml line 1"));
  EXPECT_THAT(complaint("listen = 1\n"), HasSubstr("below a section"));
}

TEST(Settings, ChecksWhatBelongsTogether) {
  EXPECT_THAT(complaint("[service]\ndomains = []\n"), HasSubstr("at least one domain"));
  EXPECT_THAT(complaint("[service]\nsign_up = \"yes\"\n"),
              HasSubstr("\"open\" \"invite\" \"closed\""));
  EXPECT_THAT(complaint("[tls]\nkey = \"k.pem\"\n"), HasSubstr("given together"));
  EXPECT_THAT(complaint("[http]\ntls = true\n"), HasSubstr("needs 'tls.certificate'"));
}

TEST(Settings, EveryDefaultCanBeWrittenAsItIsShown) {
  std::string section;
  std::string toml;
  for (const Setting& setting : setting_table()) {
    const auto dot = setting.key.find('.');
    if (setting.key.substr(0, dot) != section) {
      section = setting.key.substr(0, dot);
      toml += "[" + section + "]\n";
    }
    toml += std::string(setting.key.substr(dot + 1)) + " = " + default_text(setting) + "\n";
  }
  EXPECT_EQ(complaint(toml), "");
}

}  // namespace
}  // namespace nightmail::nightmaild
