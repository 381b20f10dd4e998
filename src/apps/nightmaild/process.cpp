// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmaild/process.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "base/private_process.h"

namespace nightmail::nightmaild {
namespace {

void raise_file_limit(Log& log) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) {
    log.warning("process.file_limit", {{"error", std::strerror(errno)}});
  }
}

void keep_out_of_swap(Log& log) {
  if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0) return;
  log.warning("process.memory_not_locked",
              {{"error", std::strerror(errno)},
               {"remedy", "raise the memlock limit, encrypt swap, or set service.lock_memory"}});
}

sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

void harden_process(bool lock_memory, Log& log) {
  umask(077);
  std::signal(SIGPIPE, SIG_IGN);
  keep_memory_private();
  raise_file_limit(log);
  if (lock_memory) keep_out_of_swap(log);
}

void block_signals() {
  const sigset_t set = watched_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

int wait_for_signal(std::chrono::seconds timeout) {
  const sigset_t set = watched_signals();
  const timespec time{timeout.count(), 0};
  const int signal = sigtimedwait(&set, nullptr, &time);
  return signal > 0 ? signal : 0;
}

}  // namespace nightmail::nightmaild
