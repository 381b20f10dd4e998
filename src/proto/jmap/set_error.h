// SPDX-License-Identifier: Apache-2.0
//
// SetError (RFC 8620 §5.3): why one object could not be created, updated or destroyed.

#ifndef NIGHTMAIL_PROTO_JMAP_SET_ERROR_H_
#define NIGHTMAIL_PROTO_JMAP_SET_ERROR_H_

#include <string>
#include <vector>

#include "proto/jmap/json.h"

namespace nightmail::jmap {

struct SetError {
  std::string type;  // "notFound", "invalidProperties", ...
  std::string description;
  std::vector<std::string> properties;
  JsonObject more = {};  // members that this type has beside them, such as "maxRecipients"
};

[[nodiscard]] inline SetError invalid_property(std::string property, std::string description = {}) {
  return {"invalidProperties", std::move(description), {std::move(property)}};
}

[[nodiscard]] Json to_json(const SetError& error);

}  // namespace nightmail::jmap

#endif  // NIGHTMAIL_PROTO_JMAP_SET_ERROR_H_
