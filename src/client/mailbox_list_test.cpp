// SPDX-License-Identifier: Apache-2.0
#include "client/mailbox_list.h"

#include <gtest/gtest.h>

namespace nightmail::client {
namespace {

class Mailboxes : public testing::Test {
 protected:
  json::object entry(const char* id, std::string_view name) {
    return {
        {"id", id}, {"role", nullptr}, {"sealedName", seal_mailbox_name(secret_, name, random_)}};
  }
  Result<MailboxList> read(json::array list) {
    return MailboxList::from_answer({{"list", std::move(list)}}, secret_);
  }

  SystemRandom random_;
  SecretKey32 secret_;
};

TEST_F(Mailboxes, ALabelIsToldFromAFolderByItsSealedName) {
  const auto list = read({entry("m1", "Trips"),
                          entry("m2",
                                "\x01"
                                "3Urgent"),
                          entry("m3", "\x01x")});
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->by_id("m1")->name, "Trips");
  EXPECT_EQ(list->by_id("m1")->label, "");
  EXPECT_EQ(list->by_id("m2")->name, "Urgent");
  EXPECT_EQ(list->by_id("m2")->label,
            "\x01"
            "3");
  EXPECT_EQ(list->by_id("m3")->label, "");
  EXPECT_EQ(list->find("urgent")->id, "m2");
}

}  // namespace
}  // namespace nightmail::client
