// SPDX-License-Identifier: Apache-2.0
//
// HTTP responses in one place: JSON, problems (RFC 7807), and the header fields that every response
// carries. Free functions, thread-safe.

#ifndef NIGHTMAIL_SERVER_API_RESPONSES_H_
#define NIGHTMAIL_SERVER_API_RESPONSES_H_

#include <string_view>

#include "base/error.h"
#include "net/http.h"

namespace nightmail::api {

// Not for caches: `Cache-Control: no-store`.
[[nodiscard]] net::Response json_response(unsigned status, std::string_view json);
// With WWW-Authenticate (401) or Retry-After (429, 503) where they belong.
[[nodiscard]] net::Response problem_response(const Error& error);
[[nodiscard]] net::Response empty_response(unsigned status, std::string_view allow);

// For net::HttpServerOptions::always.
[[nodiscard]] net::Headers security_headers();

// The page at "/": what this is, and how to begin. No scripts, nothing from elsewhere.
[[nodiscard]] net::Response front_page(std::string_view base_url);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_RESPONSES_H_
