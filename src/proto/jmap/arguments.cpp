// SPDX-License-Identifier: Apache-2.0

#include "proto/jmap/arguments.h"

#include <algorithm>
#include <utility>

#include "proto/jmap/errors.h"
#include "proto/jmap/values.h"

namespace nightmail::jmap {
namespace {

Error wrong(std::string_view name, std::string_view expected) {
  return Error(Errc::invalid_arguments, std::string(name) + ": " + std::string(expected));
}

}  // namespace

const Json* Arguments::any(std::string_view name) {
  known_.push_back(name);
  return find(object_, name);
}

const Json* Arguments::present(std::string_view name) {
  const Json* value = any(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

Result<std::optional<std::string>> Arguments::text(std::string_view name) {
  const Json* value = present(name);
  if (value == nullptr) return std::optional<std::string>();
  if (!value->is_string()) return wrong(name, "a string is expected");
  return std::optional<std::string>(text_of(*value));
}

Result<std::string> Arguments::required_text(std::string_view name) {
  TRY_ASSIGN(auto value, text(name));
  if (!value) return wrong(name, "is required");
  return *std::move(value);
}

Result<std::optional<std::vector<std::string>>> Arguments::texts(std::string_view name) {
  const Json* value = present(name);
  if (value == nullptr) return std::optional<std::vector<std::string>>();
  if (!value->is_array()) return wrong(name, "a list is expected");
  std::vector<std::string> list;
  list.reserve(value->get_array().size());
  for (const Json& item : value->get_array()) {
    if (!item.is_string()) return wrong(name, "a list of strings is expected");
    list.emplace_back(text_of(item));
  }
  return std::optional<std::vector<std::string>>(std::move(list));
}

Result<std::optional<std::int64_t>> Arguments::integer(std::string_view name) {
  const Json* value = present(name);
  if (value == nullptr) return std::optional<std::int64_t>();
  const auto number = parse_int(*value);
  if (!number) return wrong(name, "a whole number is expected");
  return number;
}

Result<std::optional<std::int64_t>> Arguments::unsigned_integer(std::string_view name) {
  TRY_ASSIGN(auto number, integer(name));
  if (number && *number < 0) return wrong(name, "may not be negative");
  return number;
}

Result<bool> Arguments::boolean(std::string_view name, bool otherwise) {
  const Json* value = present(name);
  if (value == nullptr) return otherwise;
  if (!value->is_bool()) return wrong(name, "true or false is expected");
  return value->get_bool();
}

Result<std::optional<Timestamp>> Arguments::utc_date(std::string_view name) {
  TRY_ASSIGN(auto value, text(name));
  if (!value) return std::optional<Timestamp>();
  const auto date = parse_utc_date(*value);
  if (!date) return wrong(name, "a UTCDate is expected");
  return date;
}

Result<const JsonObject*> Arguments::object(std::string_view name) {
  const Json* value = present(name);
  if (value == nullptr) return static_cast<const JsonObject*>(nullptr);
  if (!value->is_object()) return wrong(name, "an object is expected");
  return &value->get_object();
}

Result<const JsonArray*> Arguments::array(std::string_view name) {
  const Json* value = present(name);
  if (value == nullptr) return static_cast<const JsonArray*>(nullptr);
  if (!value->is_array()) return wrong(name, "a list is expected");
  return &value->get_array();
}

Result<> Arguments::finish() const {
  for (const auto& member : object_) {
    const std::string_view key(member.key().data(), member.key().size());
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
      return wrong(key.substr(0, 64), "is not an argument here");
    }
  }
  return {};
}

}  // namespace nightmail::jmap
