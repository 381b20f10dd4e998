// SPDX-License-Identifier: Apache-2.0
#include "base/private_process.h"

#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstdio>

namespace nightmail {
namespace {

constexpr int kPerturbByte = 0xa5;

}  // namespace

void keep_memory_private() {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  prctl(PR_SET_DUMPABLE, 0);
  mallopt(M_PERTURB, kPerturbByte);
}

void silence_libraries() {
  // glibc: the standard streams are ordinary variables.
  if (std::FILE* const nowhere = std::fopen("/dev/null", "we")) stderr = nowhere;
}

}  // namespace nightmail
