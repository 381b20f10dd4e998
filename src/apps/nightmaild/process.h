// SPDX-License-Identifier: Apache-2.0
//
// What the process asks of the operating system for the sake of its users: no core dumps, nobody
// looking into its memory, freed memory overwritten, pages kept out of swap, enough file
// descriptors.

#ifndef NIGHTMAIL_APPS_NIGHTMAILD_PROCESS_H_
#define NIGHTMAIL_APPS_NIGHTMAILD_PROCESS_H_

#include <chrono>
#include <csignal>

#include "base/log.h"

namespace nightmail::nightmaild {

// Call first, before memory of any weight is taken. What the system refuses is logged, not fatal.
void harden_process(bool lock_memory, Log& log);

// Blocks SIGINT, SIGTERM and SIGHUP for this thread and those it starts: call before any thread.
void block_signals();
// The next of these signals, or 0 after `timeout`.
[[nodiscard]] int wait_for_signal(std::chrono::seconds timeout);

}  // namespace nightmail::nightmaild

#endif  // NIGHTMAIL_APPS_NIGHTMAILD_PROCESS_H_
