// SPDX-License-Identifier: Apache-2.0
//
// NM_ASSERT(condition): an always-on check of our own logic. It ends the process, so it must never
// judge input from outside.

#ifndef NIGHTMAIL_BASE_ASSERT_H_
#define NIGHTMAIL_BASE_ASSERT_H_

namespace nightmail {

// Writes one line (file, line, condition) to stderr and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace nightmail

#define NM_ASSERT(condition)          \
  ((condition) ? static_cast<void>(0) \
               : ::nightmail::assertion_failed(#condition, __FILE__, __LINE__))

#endif  // NIGHTMAIL_BASE_ASSERT_H_
