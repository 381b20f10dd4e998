// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/commands.h"

namespace nightmail::app {

int status_of(Program& program, const Result<>& result) {
  return result.ok() ? kOk : program.complain(result.error());
}

}  // namespace nightmail::app
