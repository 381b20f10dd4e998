// SPDX-License-Identifier: Apache-2.0
#include "net/local_door.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "net/errors.h"

namespace nightmail::net {
namespace {

class LocalDoorTest : public testing::Test {
 protected:
  LocalDoorTest() {
    std::string name = (std::filesystem::temp_directory_path() / "door-XXXXXX").string();
    NM_ASSERT(mkdtemp(name.data()) != nullptr);
    directory_ = name + "/" + std::string(150, 'd');  // longer than a socket's name may be
    std::filesystem::create_directory(directory_);
  }
  ~LocalDoorTest() override {
    std::filesystem::remove_all(std::filesystem::path(directory_).parent_path());
  }
  std::unique_ptr<LocalDoor> echo() {
    return LocalDoor::open(directory_, "door",
                           [](const std::string& request, const auto& write) {
                             for (int i = 0; i < 3; ++i) write(request + "!");
                           })
        .value();
  }
  std::string ask(const std::string& request) {
    std::string answer;
    const auto asked = ask_local_door(directory_, "door", request,
                                      [&](std::string_view piece) { answer += piece; });
    return asked.ok() ? answer : std::string(asked.error().name());
  }

  std::string directory_;
};

TEST_F(LocalDoorTest, AnswersOneAfterAnother) {
  const auto door = echo();
  EXPECT_EQ(ask("a"), "a!a!a!");
  EXPECT_EQ(ask("b"), "b!b!b!");
}

TEST_F(LocalDoorTest, IsItsOwnersAlone) {
  const auto door = echo();
  struct stat status {};
  ASSERT_EQ(stat((directory_ + "/door").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(LocalDoorTest, NobodyThereIsAnErrorAndWhatWasLeftBehindIsReplaced) {
  EXPECT_EQ(ask("a"), errc_name(Errc::refused));
  { const auto door = echo(); }
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/door"));
  std::filesystem::create_directories(directory_);
  { std::ofstream(directory_ + "/door") << "left behind"; }
  const auto door = echo();
  EXPECT_EQ(ask("a"), "a!a!a!");
}

TEST_F(LocalDoorTest, ARequestThatIsTooLongGetsNoAnswer) {
  const auto door = echo();
  EXPECT_NE(ask(std::string(5000, 'x')).substr(0, 3), "xxx");
  EXPECT_EQ(ask("a"), "a!a!a!");
}

}  // namespace
}  // namespace nightmail::net
