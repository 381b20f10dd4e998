// SPDX-License-Identifier: Apache-2.0
//
// Arguments: reads the arguments of one method call, strictly. Each getter notes the name that it
// read; finish() refuses what nobody asked for, so that a misspelt argument is not lost. All errors
// are Errc::invalid_arguments. Holds a reference to the object; one owner, one thread.

#ifndef NIGHTMAIL_PROTO_JMAP_ARGUMENTS_H_
#define NIGHTMAIL_PROTO_JMAP_ARGUMENTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "proto/jmap/json.h"

namespace nightmail::jmap {

class Arguments {
 public:
  explicit Arguments(const JsonObject& object) : object_(object) {}

  // Absent and null are the same here: RFC 8620 gives null as the default of what may be left out.
  Result<std::optional<std::string>> text(std::string_view name);
  Result<std::string> required_text(std::string_view name);
  // A list of strings.
  Result<std::optional<std::vector<std::string>>> texts(std::string_view name);
  Result<std::optional<std::int64_t>> integer(std::string_view name);
  Result<std::optional<std::int64_t>> unsigned_integer(std::string_view name);
  Result<bool> boolean(std::string_view name, bool otherwise);
  Result<std::optional<Timestamp>> utc_date(std::string_view name);
  // nullptr if absent or null.
  Result<const JsonObject*> object(std::string_view name);
  Result<const JsonArray*> array(std::string_view name);
  // The member as it is, or nullptr; null is told from absent.
  const Json* any(std::string_view name);

  [[nodiscard]] Result<> finish() const;

 private:
  const Json* present(std::string_view name);

  const JsonObject& object_;
  std::vector<std::string_view> known_;
};

}  // namespace nightmail::jmap

#endif  // NIGHTMAIL_PROTO_JMAP_ARGUMENTS_H_
