// SPDX-License-Identifier: Apache-2.0
//
// What all /query methods share (RFC 8620 §5.5): filters that are conditions joined by AND, and
// sort orders. Values; free functions, thread-safe.

#ifndef NIGHTMAIL_PROTO_JMAP_QUERY_H_
#define NIGHTMAIL_PROTO_JMAP_QUERY_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "proto/jmap/json.h"

namespace nightmail::jmap {

// The conditions of a Filter, all of which must hold; none for nullptr. OR and NOT are
// Errc::unsupported_filter; what is no Filter is Errc::invalid_arguments. The pointers point into
// `filter`.
[[nodiscard]] Result<std::vector<const JsonObject*>> conjunction(const JsonObject* filter);

struct Comparator {
  std::string property;
  bool ascending = true;
};

// Errc::invalid_arguments for what is no list of Comparators, Errc::unsupported_sort for one with a
// collation (none is offered).
[[nodiscard]] Result<std::vector<Comparator>> parse_sort(const JsonArray* sort);

}  // namespace nightmail::jmap

#endif  // NIGHTMAIL_PROTO_JMAP_QUERY_H_
