// SPDX-License-Identifier: Apache-2.0
#include "client/folder_names.h"

#include <gtest/gtest.h>

namespace nightmail::client {
namespace {

TEST(FolderNamesTest, OneNameStaysOneHarmlessName) {
  EXPECT_EQ(folder_name("Inbox"), "Inbox");
  EXPECT_EQ(folder_name("Grüße 2026"), "Grüße 2026");
  EXPECT_EQ(folder_name("../../etc/passwd"), "_.._etc_passwd");
  EXPECT_EQ(folder_name(".."), "mailbox");
  EXPECT_EQ(folder_name(""), "mailbox");
  EXPECT_EQ(folder_name(" .hidden. "), "hidden");
  EXPECT_EQ(folder_name("a\\b:c"), "a_b_c");
  EXPECT_EQ(folder_name("CON"), "CON_");
  EXPECT_EQ(folder_name("lpt1.txt"), "lpt1.txt_");
  EXPECT_EQ(folder_name("Contacts"), "Contacts");
  EXPECT_EQ(folder_name("a\x1b[2Jb\n").find('\x1b'), std::string::npos);
}

TEST(FolderNamesTest, LongNamesAreCutBetweenCharacters) {
  std::string name = "x";
  for (int i = 0; i < 100; ++i) name += "ü";
  const std::string folder = folder_name(name);
  EXPECT_EQ(folder.size(), 99U);
  EXPECT_TRUE(folder.ends_with("ü"));
}

TEST(FolderNamesTest, NoTwoMailboxesShareAFolder) {
  const auto names = folder_names({{"m1", "", "Work", 0, 0},
                                   {"m2", "", "work", 0, 0},
                                   {"m3", "", "WORK", 0, 0},
                                   {"m4", "", "Public-Key.asc", 0, 0}});
  EXPECT_EQ(names.at("m1"), "Work");
  EXPECT_EQ(names.at("m2"), "work (2)");
  EXPECT_EQ(names.at("m3"), "WORK (3)");
  EXPECT_EQ(names.at("m4"), "Public-Key.asc (2)");
}

}  // namespace
}  // namespace nightmail::client
