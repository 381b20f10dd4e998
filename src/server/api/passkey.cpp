// SPDX-License-Identifier: Apache-2.0
#include "server/api/passkey.h"

#include "crypto/encoding.h"
#include "proto/jmap/json.h"
#include "server/api/errors.h"

namespace nightmail::api {
namespace {

bool holds(const jmap::JsonObject& object, std::string_view name, std::string_view expected) {
  const jmap::Json* value = jmap::find(object, name);
  return value != nullptr && value->is_string() && jmap::text_of(*value) == expected;
}

}  // namespace

std::string own_origin(const ApiConfig& config) {
  const auto scheme = config.base_url.find("://");
  if (scheme == std::string::npos) return {};
  return config.base_url.substr(0, config.base_url.find('/', scheme + 3));
}

std::string own_site(const ApiConfig& config) {
  const std::string origin = own_origin(config);
  const auto host = origin.find("://");
  if (host == std::string::npos) return {};
  const auto colon = origin.find(':', host + 3);
  return origin.substr(host + 3, colon == std::string::npos ? colon : colon - host - 3);
}

Result<> check_client_data(const ApiConfig& config, ByteView json, std::string_view type,
                           ByteView challenge) {
  const auto parsed = jmap::parse_json(as_text(json), {.max_depth = 8, .max_values = 100});
  const jmap::JsonObject* object = parsed.ok() ? parsed->if_object() : nullptr;
  if (object == nullptr || !holds(*object, "type", type) ||
      !holds(*object, "challenge", crypto::base64url_encode(challenge)) ||
      !holds(*object, "origin", own_origin(config))) {
    return Error(Errc::second_factor_failed);
  }
  return {};
}

}  // namespace nightmail::api
