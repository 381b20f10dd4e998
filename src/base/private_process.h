// SPDX-License-Identifier: Apache-2.0
//
// What a process that holds mail or keys asks of the operating system and the C library. Both
// programs call these at the start of main().

#ifndef NIGHTMAIL_BASE_PRIVATE_PROCESS_H_
#define NIGHTMAIL_BASE_PRIVATE_PROCESS_H_

namespace nightmail {

// No core dumps, nobody looking into its memory, and every freed block overwritten: libraries copy
// plaintext into memory of their own and do not wipe it.
void keep_memory_private();

// From here on nothing that a library prints to the stream `stderr` is seen: RNP comments there on
// what is odd in keys and messages that came from strangers. What goes to descriptor 2 directly
// (our assertions, a log that was made before, the client's terminal) keeps its place.
void silence_libraries();

}  // namespace nightmail

#endif  // NIGHTMAIL_BASE_PRIVATE_PROCESS_H_
