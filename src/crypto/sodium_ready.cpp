// SPDX-License-Identifier: Apache-2.0
#include "crypto/sodium_ready.h"

#include <sodium.h>

#include "base/assert.h"

namespace nightmail::crypto {

void ensure_sodium() {
  static const bool ready = sodium_init() >= 0;
  NM_ASSERT(ready);
}

}  // namespace nightmail::crypto
