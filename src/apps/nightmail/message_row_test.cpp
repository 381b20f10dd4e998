// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/message_row.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <time.h>

#include <sstream>

#include "apps/nightmail/message_text.h"
#include "apps/nightmail/password.h"
#include "apps/nightmail/phrase.h"
#include "apps/nightmail/progress.h"
#include "apps/nightmail/text_width.h"

namespace nightmail::app {
namespace {

constexpr Timestamp kNow{1'795'449'600'000};  // 2026-11-23T16:00:00Z

class TableTest : public ::testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "UTC", 1);
    tzset();
  }
  static std::vector<std::string> lines(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> all;
    for (std::string line; std::getline(in, line);) all.push_back(line);
    return all;
  }
};

MessageRow row(std::string from, std::string subject, std::size_t attachments) {
  return {"e12",      true, false, {kNow.unix_ms - 3'600'000}, std::move(from), std::move(subject),
          attachments};
}

TEST_F(TableTest, DatesAreAsShortAsTheyCanBe) {
  EXPECT_EQ(short_date({kNow.unix_ms - 3'600'000}, kNow), "15:00");
  EXPECT_EQ(short_date({kNow.unix_ms - 86'400'000 * 11}, kNow), "12 Nov");
  EXPECT_EQ(short_date({kNow.unix_ms - std::int64_t{86'400'000} * 376}, kNow), "2025-11-12");
}

TEST_F(TableTest, NoLineIsWiderThanTheTerminal) {
  const std::string wide =
      "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字";
  const std::vector<MessageRow> rows{row("Ben Sender", "Re: the plan", 0), row(wide, wide, 2),
                                     row("", std::string(500, 'x'), 17)};
  for (std::size_t columns = 40; columns < 200; ++columns) {
    for (const std::string& line : lines(format_table(rows, kNow, {columns, false}))) {
      ASSERT_LE(text_width(line), columns) << line;
    }
  }
}

TEST_F(TableTest, WithoutATerminalNothingIsCutOrColoured) {
  const std::string subject(500, 'x');
  const auto table = lines(format_table({row("Ben", subject, 1)}, kNow, {}));
  ASSERT_EQ(table.size(), 2U);
  EXPECT_EQ(table[0], "  ID   DATE   FROM  SUBJECT");
  EXPECT_EQ(table[1], "• e12  15:00  Ben   " + subject + "  (1 file)");
}

TEST_F(TableTest, ADamagedSummaryIsSaidSo) {
  client::CachedMessage message;
  message.id = "e1";
  message.kind = client::SummaryKind::damaged;
  EXPECT_EQ(message_row(message).subject, "(damaged summary)");
  message.kind = client::SummaryKind::opened;
  message.summary = as_bytes("not JSON");
  EXPECT_EQ(message_row(message).subject, "(damaged summary)");
  message.kind = client::SummaryKind::absent;
  EXPECT_EQ(message_row(message).subject, "(no summary)");
}

TEST_F(TableTest, EscapeSequencesInASubjectReachNoTerminal) {
  client::CachedMessage message;
  message.kind = client::SummaryKind::opened;
  message.summary = as_bytes(R"({"v":1,"subject":"\u001b[2Jgone","from":[{"name":"\u009b31m"}]})");
  const MessageRow shown = message_row(message);
  for (const std::string& text : {shown.subject, shown.from}) {
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find("\xc2\x9b"), std::string::npos);
  }
}

TEST(WidthTest, CutsBetweenCharacters) {
  EXPECT_EQ(text_width("Grüße"), 5U);
  EXPECT_EQ(text_width("漢字"), 4U);
  EXPECT_EQ(cut_to("Grüße", 5), "Grüße");
  EXPECT_EQ(cut_to("Grüße", 4), "Grü…");
  EXPECT_EQ(cut_to("漢字漢", 5), "漢字…");
  EXPECT_EQ(cut_to("漢字漢", 4), "漢…");
  EXPECT_EQ(fit("漢字漢", 4), "漢… ");
  EXPECT_EQ(cut_to("abc", 0), "");
}

TEST(PhraseTest, ColumnsHoldEachWordOnceAndFit) {
  std::vector<std::string> words;
  for (int i = 0; i < 24; ++i) words.push_back("word" + std::to_string(i + 100) + "x");
  const std::vector<std::string_view> views(words.begin(), words.end());
  for (const std::size_t columns : {20U, 40U, 60U, 80U, 200U}) {
    const std::string text = phrase_columns(views, columns);
    for (const std::string& word : words) EXPECT_NE(text.find(word), std::string::npos);
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) EXPECT_LE(text_width(line), columns);
  }
  EXPECT_EQ(split_words("a bc  d"), (std::vector<std::string_view>{"a", "bc", "d"}));
}

TEST(ProgressTest, FitsWhereItStands) {
  EXPECT_EQ(progress_line("Exporting", 12'345, 24'690, 52),
            "Exporting  [#######........]   50%  12,345 of 24,690");
  for (std::size_t columns = 1; columns < 120; ++columns) {
    EXPECT_LE(progress_line("Exporting", 1, 3, columns).size(), columns);
  }
}

TEST(SizeTest, IsReadable) {
  EXPECT_EQ(readable_size(0), "0 B");
  EXPECT_EQ(readable_size(999), "999 B");
  EXPECT_EQ(readable_size(1000), "1.0 kB");
  EXPECT_EQ(readable_size(4079), "4.1 kB");
  EXPECT_EQ(readable_size(99'400), "99 kB");
  EXPECT_EQ(readable_size(17'000'000), "17 MB");
}

TEST(PasswordTest, IsTheSameOnEveryKeyboard) {
  const auto composed =
      normalised(secret_from(as_bytes("Gr\xc3\xbc\xc3\x9f"
                                      "e123")));
  const auto decomposed =
      normalised(secret_from(as_bytes("Gru\xcc\x88\xc3\x9f"
                                      "e123")));
  ASSERT_TRUE(composed.ok() && decomposed.ok());
  EXPECT_EQ(composed->expose(), decomposed->expose());
  EXPECT_TRUE(check_new_password(*composed).ok());
  EXPECT_FALSE(check_new_password(secret_from(as_bytes("üüüüüüü"))).ok()) << "7 characters";
  EXPECT_FALSE(normalised(secret_from(as_bytes("\xff\xfe"))).ok());
  EXPECT_FALSE(normalised(SecretBytes()).ok());
}

}  // namespace
}  // namespace nightmail::app
