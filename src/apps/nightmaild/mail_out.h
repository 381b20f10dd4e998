// SPDX-License-Identifier: Apache-2.0
//
// From the settings to what the queue and the transport are told. Pure, but for the smarthost's
// password, which lies in a file.

#ifndef NIGHTMAIL_APPS_NIGHTMAILD_MAIL_OUT_H_
#define NIGHTMAIL_APPS_NIGHTMAILD_MAIL_OUT_H_

#include <string>

#include "apps/nightmaild/settings.h"
#include "base/result.h"
#include "server/outbound/outbound_server.h"
#include "server/queue/submitter.h"
#include "server/transport/config.h"

namespace nightmail::nightmaild {

// Errors: a domain that is none.
[[nodiscard]] Result<queue::SubmitRules> submit_rules(const Settings& settings);
[[nodiscard]] outbound::OutboundConfig outbound_config(const Settings& settings,
                                                       const std::string& hostname);
// Errc::unreadable_file for the password's; Errc::bad_configuration for "smarthost".
[[nodiscard]] Result<transport::TransportConfig> transport_config(const Settings& settings,
                                                                  const std::string& hostname);

}  // namespace nightmail::nightmaild

#endif  // NIGHTMAIL_APPS_NIGHTMAILD_MAIL_OUT_H_
