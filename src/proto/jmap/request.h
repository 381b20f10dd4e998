// SPDX-License-Identifier: Apache-2.0
//
// The envelope: Request and Response objects (RFC 8620 §3.3, §3.4), both ways, so that server and
// client share it. Values; free functions, thread-safe.

#ifndef NIGHTMAIL_PROTO_JMAP_REQUEST_H_
#define NIGHTMAIL_PROTO_JMAP_REQUEST_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "proto/jmap/json.h"

namespace nightmail::jmap {

inline constexpr std::string_view kCoreCapability = "urn:ietf:params:jmap:core";
inline constexpr std::string_view kMailCapability = "urn:ietf:params:jmap:mail";
inline constexpr std::string_view kSubmissionCapability = "urn:ietf:params:jmap:submission";
inline constexpr std::string_view kSealedCapability = "urn:nightmail:jmap:sealed";

// RFC 8620 §3.2: a method call or a method response.
struct Invocation {
  std::string name;
  JsonObject arguments;
  std::string call_id;
};

// Creation id -> id (RFC 8620 §3.3).
using CreatedIds = std::map<std::string, std::string, std::less<>>;

struct Request {
  std::vector<std::string> capabilities;  // "using"
  std::vector<Invocation> calls;
  std::optional<CreatedIds> created_ids;

  [[nodiscard]] bool uses(std::string_view capability) const;
};

struct Response {
  std::vector<Invocation> responses;
  std::optional<CreatedIds> created_ids;
  std::string session_state;
};

// Errc::not_request; Errc::limit_calls_in_request if there are more than `max_calls`.
[[nodiscard]] Result<Request> parse_request(const Json& json, std::size_t max_calls);
[[nodiscard]] Json to_json(const Request& request);

// Errc::not_request if it is no Response object.
[[nodiscard]] Result<Response> parse_response(const Json& json);
[[nodiscard]] Json to_json(Response response);

// The "error" response to a call (RFC 8620 §3.6.2): {"type", "description"}.
[[nodiscard]] JsonObject method_error(const Error& error);

// "#k1" -> the id that k1 was given (RFC 8620 §5.3), else the text itself. Empty if it refers to
// nothing.
[[nodiscard]] std::optional<std::string> resolve_id(std::string_view text,
                                                    const CreatedIds& created);

}  // namespace nightmail::jmap

#endif  // NIGHTMAIL_PROTO_JMAP_REQUEST_H_
