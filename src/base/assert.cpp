// SPDX-License-Identifier: Apache-2.0
#include "base/assert.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace nightmail {

void assertion_failed(const char* condition, const char* file, int line) {
  dprintf(STDERR_FILENO, "nightmail: bug at %s:%d: %s\n", file, line, condition);
  std::abort();
}

}  // namespace nightmail
