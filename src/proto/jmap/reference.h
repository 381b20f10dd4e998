// SPDX-License-Identifier: Apache-2.0
//
// References to results of earlier calls of the same request (RFC 8620 §3.7), and the JSON Pointer
// (RFC 6901) with "*" that they use. Free functions, thread-safe.

#ifndef NIGHTMAIL_PROTO_JMAP_REFERENCE_H_
#define NIGHTMAIL_PROTO_JMAP_REFERENCE_H_

#include <string_view>
#include <vector>

#include "base/result.h"
#include "proto/jmap/json.h"
#include "proto/jmap/request.h"

namespace nightmail::jmap {

// How much all references of one request may yield together, in values plus text in units of 32
// octets: calls that each hold the result of the one before twice must not double without end.
inline constexpr std::size_t kReferenceBudget = 200'000;

// The value `path` points at. "*" maps the rest over an array and joins arrays that come out of it.
// Errc::invalid_result_reference if there is none.
[[nodiscard]] Result<Json> evaluate_pointer(const Json& document, std::string_view path);

// Replaces each argument "#name" by what it refers to. Errc::invalid_result_reference if it cannot
// be resolved; Errc::invalid_arguments if both "name" and "#name" are there.
// What was yielded is taken off `budget`.
[[nodiscard]] Result<> resolve_references(JsonObject& arguments,
                                          const std::vector<Invocation>& earlier_responses,
                                          std::size_t& budget);

}  // namespace nightmail::jmap

#endif  // NIGHTMAIL_PROTO_JMAP_REFERENCE_H_
