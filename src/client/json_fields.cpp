// SPDX-License-Identifier: Apache-2.0
#include "client/json_fields.h"

#include <boost/json/parse.hpp>

#include "client/errors.h"
#include "crypto/encoding.h"

namespace nightmail::client {
namespace {

constexpr std::size_t kMaxDepth = 32;

Error missing(std::string_view name) {
  return bad_answer("'" + std::string(name) + "' is missing or of the wrong kind");
}

const json::value* find(const json::object& object, std::string_view name) {
  return object.if_contains(name);
}

}  // namespace

Error bad_answer(std::string_view what) {
  return Error(Errc::bad_answer,
               "The server's answer can't be understood (" + std::string(what) +
                   "). Is this a Nightmail server, and is the client up to date?");
}

Result<json::object> parse_object(ByteView text) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::system::error_code error;
  json::value value = json::parse(as_text(text), error, {}, options);
  if (error) return bad_answer("not JSON");
  if (!value.is_object()) return bad_answer("not a JSON object");
  return std::move(value.get_object());
}

Result<std::string> text_field(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  if (value == nullptr || !value->is_string()) return missing(name);
  return std::string(value->get_string());
}

Result<std::int64_t> number_field(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  if (value == nullptr || !value->is_int64()) return missing(name);
  return value->get_int64();
}

Result<bool> bool_field(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  if (value == nullptr || !value->is_bool()) return missing(name);
  return value->get_bool();
}

Result<Bytes> bytes_field(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  if (value == nullptr || !value->is_string()) return missing(name);
  auto bytes = crypto::base64url_decode(std::string_view(value->get_string()));
  if (!bytes.ok()) return missing(name);
  return bytes;
}

Result<const json::array*> array_field(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  if (value == nullptr || !value->is_array()) return missing(name);
  return &value->get_array();
}

Result<const json::object*> object_field(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  if (value == nullptr || !value->is_object()) return missing(name);
  return &value->get_object();
}

}  // namespace nightmail::client
