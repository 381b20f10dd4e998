// SPDX-License-Identifier: Apache-2.0
//
// Reading JSON from outside: I-JSON (RFC 7493, as RFC 8620 §1.5 asks) within bounds of depth and of
// the number of values, so that a small text cannot take much memory. Free functions, thread-safe.

#ifndef NIGHTMAIL_PROTO_JMAP_JSON_H_
#define NIGHTMAIL_PROTO_JMAP_JSON_H_

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nightmail::jmap {

using Json = boost::json::value;
using JsonObject = boost::json::object;
using JsonArray = boost::json::array;

struct JsonLimits {
  std::size_t max_depth = 32;
  std::size_t max_values = 500'000;
};

// Errc::not_json: not JSON, not UTF-8, a member named twice in one object, or too deep;
// Errc::limit_size_request: more values than allowed.
[[nodiscard]] Result<Json> parse_json(std::string_view text, const JsonLimits& limits = {});

[[nodiscard]] inline std::string print_json(const Json& value) {
  return boost::json::serialize(value);
}

[[nodiscard]] inline std::string_view text_of(const boost::json::string& text) {
  return {text.data(), text.size()};
}
// Of a value that is known to be a string.
[[nodiscard]] inline std::string_view text_of(const Json& value) {
  return text_of(value.get_string());
}
// A Json string; Boost.JSON's own string_view is not std's.
[[nodiscard]] inline Json json_text(std::string_view text) {
  return Json(boost::json::string_view(text.data(), text.size()));
}
// The member, or nullptr.
[[nodiscard]] inline const Json* find(const JsonObject& object, std::string_view key) {
  return object.if_contains(boost::json::string_view(key.data(), key.size()));
}
inline void put(JsonObject& object, std::string_view key, Json value) {
  object[boost::json::string_view(key.data(), key.size())] = std::move(value);
}

}  // namespace nightmail::jmap

#endif  // NIGHTMAIL_PROTO_JMAP_JSON_H_
