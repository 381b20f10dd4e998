// SPDX-License-Identifier: Apache-2.0

#include "proto/jmap/query.h"

#include <utility>

#include "proto/jmap/arguments.h"
#include "proto/jmap/errors.h"

namespace nightmail::jmap {
namespace {

// Depth is bounded by the JSON reader.
Result<> collect(const JsonObject& filter, std::vector<const JsonObject*>& conditions) {
  const Json* op = find(filter, "operator");
  if (op == nullptr) {
    conditions.push_back(&filter);
    return {};
  }
  const Json* inner = find(filter, "conditions");
  if (!op->is_string() || inner == nullptr || !inner->is_array() || filter.size() != 2) {
    return Error(Errc::invalid_arguments, "filter: not a FilterOperator");
  }
  if (text_of(*op) != "AND") {
    return Error(Errc::unsupported_filter, "filters are joined by AND alone here");
  }
  for (const Json& item : inner->get_array()) {
    if (!item.is_object()) return Error(Errc::invalid_arguments, "filter: objects are expected");
    TRY(collect(item.get_object(), conditions));
  }
  return {};
}

}  // namespace

Result<std::vector<const JsonObject*>> conjunction(const JsonObject* filter) {
  std::vector<const JsonObject*> conditions;
  if (filter != nullptr) TRY(collect(*filter, conditions));
  return conditions;
}

Result<std::vector<Comparator>> parse_sort(const JsonArray* sort) {
  std::vector<Comparator> comparators;
  if (sort == nullptr) return comparators;
  for (const Json& item : *sort) {
    if (!item.is_object()) return Error(Errc::invalid_arguments, "sort: objects are expected");
    Arguments fields(item.get_object());
    Comparator comparator;
    TRY_ASSIGN(comparator.property, fields.required_text("property"));
    TRY_ASSIGN(comparator.ascending, fields.boolean("isAscending", true));
    TRY_ASSIGN(const auto collation, fields.text("collation"));
    if (collation) return Error(Errc::unsupported_sort, "no collation is offered");
    comparators.push_back(std::move(comparator));
  }
  return comparators;
}

}  // namespace nightmail::jmap
