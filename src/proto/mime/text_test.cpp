// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/text.h"

#include <gtest/gtest.h>

#include "proto/mime/charset.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::mime {
namespace {

TEST(Text, TellsUtf8FromOtherOctets) {
  EXPECT_TRUE(is_utf8("gr\xC3\xBC\xC3\x9F \xF0\x9F\x91\x8B \xEF\xBF\xBD"));
  for (const char* bad : {"\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xFF",
                          "\xE2\x82", "a\xE2\x28\xA1"})
    EXPECT_FALSE(is_utf8(bad));
}

TEST(Text, InvalidSequencesAreReplaced) {
  EXPECT_EQ(to_valid_utf8("a\xFF"
                          "b\xC3"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
}

TEST(Text, UnlabelledOctetsAreWindows1252) {
  EXPECT_EQ(utf8_or_windows_1252("\x80 caf\xE9"), "\xE2\x82\xAC caf\xC3\xA9");
  EXPECT_EQ(utf8_or_windows_1252("caf\xC3\xA9"), "caf\xC3\xA9");
}

TEST(Text, CutsBetweenCharacters) {
  std::string text = "ab\xE2\x82\xAC";
  EXPECT_TRUE(truncate_utf8(text, 4));
  EXPECT_EQ(text, "ab");
  EXPECT_FALSE(truncate_utf8(text, 2));
}

TEST(Text, LinesAreFoldedAndClean) {
  bool cut = false;
  EXPECT_EQ(clean_line("  a\t\r\n b\x1b[31m\x7f\xC2\x9B\xE2\x80\xAE c\xC2\xA0 ", 100, &cut),
            "a b[31m c");
  EXPECT_FALSE(cut);
  EXPECT_EQ(clean_line("abcdef", 3, &cut), "abc");
  EXPECT_TRUE(cut);
}

TEST(Text, FileNamesLoseTheirFolders) {
  EXPECT_EQ(clean_file_name("../../etc/passwd", 100), "passwd");
  EXPECT_EQ(clean_file_name("C:\\x\\y.txt", 100), "y.txt");
  EXPECT_EQ(clean_file_name("a/..", 100), "");
  EXPECT_EQ(clean_file_name("plans of the house", 9), "plans of");  // no space at a cut end
  EXPECT_EQ(clean_file_name("x\xE2\x80\xAE"
                            "fdp.exe",
                            100),
            "xfdp.exe");
  EXPECT_EQ(clean_file_name(std::string(300, 'x') + ".pdf", 20), std::string(16, 'x') + ".pdf");
}

TEST(Charset, ConvertsWhatMailUses) {
  EXPECT_EQ(charset_to_utf8("\xD0\xC9", "KOI8-R"), "\xD0\xBF\xD0\xB8");
  EXPECT_EQ(charset_to_utf8("\x93\xFA\x96\x7B", "shift_jis"), "\xE6\x97\xA5\xE6\x9C\xAC");
  EXPECT_EQ(charset_to_utf8("\x1b$BF|K\\\x1b(B", "iso-2022-jp"), "\xE6\x97\xA5\xE6\x9C\xAC");
  EXPECT_EQ(charset_to_utf8("\xD5\xC5", "gb2312"), "\xE5\xBC\xA0");
}

TEST(Charset, SurvivesWhatIsNotInTheCharset) {
  EXPECT_EQ(charset_to_utf8("a\xFF\xFFz", "shift_jis"), "a\xEF\xBF\xBD\xEF\xBF\xBDz");
  EXPECT_EQ(charset_to_utf8("ab\xE2\x82", "utf-8"), "ab");  // cut off by a slice
}

// iconv knows these, but a sender must not choose which of its modules get loaded.
TEST(Charset, OnlyListedNamesReachIconv) {
  for (const char* name : {"ibm1364", "iso-2022-cn-ext", "utf-8//translit", "../x", ""}) {
    EXPECT_FALSE(is_known_charset(name)) << name;
    EXPECT_EQ(charset_to_utf8("caf\xE9", name), "caf\xC3\xA9") << name;
  }
}

TEST(TerminalText, NeutralisesControls) {
  EXPECT_EQ(terminal_safe("a\x1b]0;title\x07\r\nb\tc\xC2\x9B"
                          "1m\rX"),
            "a\xEF\xBF\xBD]0;title\xEF\xBF\xBD\nb\tc\xEF\xBF\xBD"
            "1m\xEF\xBF\xBDX");
  EXPECT_EQ(terminal_safe("\xE2\x80\xAE\xE2\x81\xA6ok"), "ok");
  EXPECT_EQ(terminal_safe_line("a\nb\tc"), "a b c");
}

}  // namespace
}  // namespace nightmail::mime
