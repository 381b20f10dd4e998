// SPDX-License-Identifier: Apache-2.0
//
// `nightmaild setup DOMAIN`: a ready configuration for a public server, and the DNS records that
// make mail for the domain find it. Pure: the caller writes and prints.

#ifndef NIGHTMAIL_APPS_NIGHTMAILD_SETUP_H_
#define NIGHTMAIL_APPS_NIGHTMAILD_SETUP_H_

#include <string>
#include <string_view>

#include "base/result.h"

namespace nightmail::nightmaild {

struct SetupPlan {
  std::string configuration;  // TOML
  std::string dns_records;    // zone-file lines with comments
};

// `domain` is a DNS name with at least one dot; Errc::bad_configuration otherwise.
[[nodiscard]] Result<SetupPlan> plan_setup(std::string_view domain,
                                           std::string_view data_directory);

}  // namespace nightmail::nightmaild

#endif  // NIGHTMAIL_APPS_NIGHTMAILD_SETUP_H_
