// SPDX-License-Identifier: Apache-2.0
//
// The DNS records of the DKIM keys as zone-file lines.

#ifndef NIGHTMAIL_APPS_NIGHTMAILD_DKIM_H_
#define NIGHTMAIL_APPS_NIGHTMAILD_DKIM_H_

#include <string>

#include "base/clock.h"
#include "base/durable_file.h"
#include "base/result.h"

namespace nightmail::nightmaild {

// A line for each key, with a comment on when it is used. Empty if there are none.
[[nodiscard]] Result<std::string> dkim_records(FileSystem& files, const std::string& data_directory,
                                               Timestamp now);

}  // namespace nightmail::nightmaild

#endif  // NIGHTMAIL_APPS_NIGHTMAILD_DKIM_H_
