// SPDX-License-Identifier: Apache-2.0
//
// Problem documents (RFC 7807) as HTTP answers carry them: for request-level errors of JMAP
// (RFC 8620 §3.6.1) and for everything else over HTTP. Values; free functions, thread-safe.

#ifndef NIGHTMAIL_PROTO_JMAP_PROBLEM_H_
#define NIGHTMAIL_PROTO_JMAP_PROBLEM_H_

#include <optional>
#include <string>

#include "base/error.h"
#include "proto/jmap/json.h"

namespace nightmail::jmap {

struct Problem {
  std::string type;  // a URN
  unsigned status = 400;
  std::string title;
  std::string detail;
  std::string limit;  // the name of the limit, for urn:ietf:params:jmap:error:limit
};

// The problem for an error of the request level; for any other, serverFail with status 500.
[[nodiscard]] Problem request_problem(const Error& error);
[[nodiscard]] Json to_json(const Problem& problem);

}  // namespace nightmail::jmap

#endif  // NIGHTMAIL_PROTO_JMAP_PROBLEM_H_
