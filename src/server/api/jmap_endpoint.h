// SPDX-License-Identifier: Apache-2.0
//
// One JMAP request from text to text (RFC 8620 §3.3 to §3.7), and the session resource (RFC 8620
// §2). Blocking, for a worker thread; thread-safe.

#ifndef NIGHTMAIL_SERVER_API_JMAP_ENDPOINT_H_
#define NIGHTMAIL_SERVER_API_JMAP_ENDPOINT_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "server/api/context.h"

namespace nightmail::api {

// The Response object, or a request-level error (jmap::request_problem).
[[nodiscard]] Result<std::string> run_jmap_request(Services& services, const Identity& identity,
                                                   std::string_view text);

[[nodiscard]] std::string session_resource(const Services& services, const Identity& identity);
// The `state` of the session resource.
[[nodiscard]] std::string session_state(const Services& services, const Identity& identity);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_JMAP_ENDPOINT_H_
