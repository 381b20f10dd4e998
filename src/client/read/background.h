// SPDX-License-Identifier: Apache-2.0
//
// Opening new end-to-end encrypted mail behind a list, so that the list shows its true subject:
// a bounded number of messages of bounded size, newest first; the rest another time. What does not
// open is not tried again. One thread.

#ifndef NIGHTMAIL_CLIENT_READ_BACKGROUND_H_
#define NIGHTMAIL_CLIENT_READ_BACKGROUND_H_

#include <cstddef>
#include <string_view>

#include "client/read/reading.h"
#include "client/summary_cache.h"

namespace nightmail::client {

inline constexpr std::size_t kOpenAtOnce = 20;
inline constexpr std::uint64_t kOpenUpTo = 1'000'000;  // sealed octets

// `junk`: id of the mailbox from which nothing is learned; may be empty. Writes the new summaries
// to the server and to the cache, which the caller saves. How many. Best effort: it ends at the
// first failure of the server's.
std::size_t open_new_mail(const ReadTools& tools, SummaryCache& cache, std::string_view junk);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_READ_BACKGROUND_H_
