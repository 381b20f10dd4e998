// SPDX-License-Identifier: Apache-2.0
//
// Reading members of JSON that a server sent: each look-up checks presence and type, and names the
// member in its error (Errc::bad_answer), never the value.

#ifndef NIGHTMAIL_CLIENT_JSON_FIELDS_H_
#define NIGHTMAIL_CLIENT_JSON_FIELDS_H_

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace nightmail::client {

namespace json = boost::json;

[[nodiscard]] Error bad_answer(std::string_view what);

// Parses text into an object. Depth is bounded, duplicate keys keep the last.
[[nodiscard]] Result<json::object> parse_object(ByteView text);

[[nodiscard]] Result<std::string> text_field(const json::object& object, std::string_view name);
[[nodiscard]] Result<std::int64_t> number_field(const json::object& object, std::string_view name);
[[nodiscard]] Result<bool> bool_field(const json::object& object, std::string_view name);
// base64url
[[nodiscard]] Result<Bytes> bytes_field(const json::object& object, std::string_view name);
// The pointer lives as long as `object`.
[[nodiscard]] Result<const json::array*> array_field(const json::object& object,
                                                     std::string_view name);
[[nodiscard]] Result<const json::object*> object_field(const json::object& object,
                                                       std::string_view name);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_JSON_FIELDS_H_
