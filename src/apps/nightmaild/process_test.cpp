// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmaild/process.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <string>

#include "base/private_process.h"
#include "pgp/seal/certificate.h"

namespace nightmail::nightmaild {
namespace {

// What `child` writes to descriptor 2, in a process of its own.
std::string said_by(const std::function<void()>& child) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return "no pipe";
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(ends[1], STDERR_FILENO);
    child();
    _exit(0);
  }
  close(ends[1]);
  std::string said;
  std::array<char, 4096> piece{};
  for (ssize_t got = 0; (got = read(ends[0], piece.data(), piece.size())) > 0;) {
    said.append(piece.data(), static_cast<std::size_t>(got));
  }
  close(ends[0]);
  waitpid(pid, nullptr, 0);
  return said;
}

// Two user ids where one packet is announced: RNP has something to say about it.
void parse_broken_certificate() {
  const std::string broken =
      "\x98\x10" + std::string("\x04") + std::string(15, 'x') + "\xb4\x03usr";
  (void)pgp::Certificate::parse(as_bytes(broken), {1'795'500'000'000});
}

TEST(Process, LibrariesAreSilencedAndTheLogIsNot) {
  EXPECT_NE(said_by(parse_broken_certificate), "") << "RNP has become quiet by itself";
  const std::string said = said_by([] {
    const auto log = make_stderr_log(LogLevel::info);
    silence_libraries();
    parse_broken_certificate();
    log->info("still.heard");
  });
  EXPECT_NE(said.find("still.heard"), std::string::npos);
  EXPECT_EQ(said.find(".cpp"), std::string::npos) << said;
}

TEST(Process, LeavesNothingForOthersToRead) {
  const std::string said = said_by([] {
    const auto log = make_stderr_log(LogLevel::error);
    harden_process(false, *log);
    rlimit core{1, 1};
    getrlimit(RLIMIT_CORE, &core);
    if (core.rlim_max != 0) dprintf(STDERR_FILENO, "core dumps are on ");
    if (umask(0) != 077) dprintf(STDERR_FILENO, "files are for others too");
  });
  EXPECT_EQ(said, "");
}

}  // namespace
}  // namespace nightmail::nightmaild
