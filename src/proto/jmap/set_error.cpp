// SPDX-License-Identifier: Apache-2.0

#include "proto/jmap/set_error.h"

namespace nightmail::jmap {

Json to_json(const SetError& error) {
  JsonObject object;
  put(object, "type", json_text(error.type));
  if (!error.description.empty()) put(object, "description", json_text(error.description));
  if (!error.properties.empty()) {
    JsonArray properties;
    for (const std::string& property : error.properties) properties.push_back(json_text(property));
    put(object, "properties", std::move(properties));
  }
  for (const auto& member : error.more) object[member.key()] = member.value();
  return object;
}

}  // namespace nightmail::jmap
