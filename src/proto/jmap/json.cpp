// SPDX-License-Identifier: Apache-2.0

#include "proto/jmap/json.h"

#include <boost/json/parse.hpp>
#include <cmath>

#include "proto/jmap/errors.h"

namespace nightmail::jmap {
namespace {

// What can be counted in the text of valid JSON by looking past strings: a colon for each member,
// and no more values than separators and opening brackets, plus one.
struct Census {
  std::size_t members = 0;
  std::size_t values = 1;
};

Census count_in_text(std::string_view text) {
  Census census;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == ':') ++census.members;
    if (c == ',' || c == '[' || c == '{' || c == ':') ++census.values;
  }
  return census;
}

struct Tree {
  std::size_t members = 0;
  bool finite = true;  // no number beyond the range of a double (RFC 7493 §2.2)
};

// Depth is bounded by the parser.
void inspect(const Json& value, Tree& tree) {
  if (const auto* object = value.if_object()) {
    tree.members += object->size();
    for (const auto& member : *object) inspect(member.value(), tree);
  } else if (const auto* array = value.if_array()) {
    for (const Json& element : *array) inspect(element, tree);
  } else if (const auto* number = value.if_double()) {
    tree.finite = tree.finite && std::isfinite(*number);
  }
}

}  // namespace

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
  const Census census = count_in_text(text);
  if (census.values > limits.max_values) {
    return Error(Errc::limit_size_request, "too many values");
  }
  boost::json::parse_options options;
  options.max_depth = limits.max_depth;
  boost::json::error_code failure;
  Json value =
      boost::json::parse(boost::json::string_view(text.data(), text.size()), failure, {}, options);
  if (failure) return Error(Errc::not_json, "not valid JSON");
  // Of members with the same name the parser keeps one (RFC 7493 §2.3 forbids them).
  Tree tree;
  inspect(value, tree);
  if (tree.members != census.members) {
    return Error(Errc::not_json, "a member is named twice in one object");
  }
  if (!tree.finite) return Error(Errc::not_json, "a number is out of range");
  return value;
}

}  // namespace nightmail::jmap
