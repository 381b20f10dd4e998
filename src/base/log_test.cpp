// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <gtest/gtest.h>

namespace nightmail {
namespace {

TEST(Log, EscapesControlCharactersAndQuotes) {
  testing::internal::CaptureStderr();
  make_stderr_log(LogLevel::info)
      ->warning("test.event", {{"size", 5}, {"text", "a\nb \"c\""}, {"word", "plain"}});
  const std::string line = testing::internal::GetCapturedStderr();
  EXPECT_NE(line.find("warning test.event size=5 text=\"a\\x0ab \\\"c\\\"\" word=plain\n"),
            std::string::npos)
      << line;
}

}  // namespace
}  // namespace nightmail
