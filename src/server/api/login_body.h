// SPDX-License-Identifier: Apache-2.0
//
// LoginBody: the JSON body of a login request, read strictly: every member has a type and a size,
// and none is unknown. All errors are Errc::bad_request. One owner, one thread.

#ifndef NIGHTMAIL_SERVER_API_LOGIN_BODY_H_
#define NIGHTMAIL_SERVER_API_LOGIN_BODY_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "proto/jmap/arguments.h"

namespace nightmail::api {

class LoginBody {
 public:
  explicit LoginBody(const jmap::JsonObject& object) : reader_(object) {}

  [[nodiscard]] Result<std::string> text(std::string_view name, std::size_t max = 512);
  [[nodiscard]] Result<std::optional<std::string>> optional_text(std::string_view name,
                                                                 std::size_t max = 512);
  // base64url of `min` to `max` octets.
  [[nodiscard]] Result<Bytes> bytes(std::string_view name, std::size_t min, std::size_t max);
  [[nodiscard]] Result<Bytes> bytes(std::string_view name, std::size_t size) {
    return bytes(name, size, size);
  }
  // Empty if absent.
  [[nodiscard]] Result<Bytes> optional_bytes(std::string_view name, std::size_t max);
  [[nodiscard]] Result<const jmap::JsonArray*> array(std::string_view name, std::size_t max);
  [[nodiscard]] Result<> finish() const;

 private:
  jmap::Arguments reader_;
};

[[nodiscard]] Error bad_member(std::string_view name, std::string_view expected);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_LOGIN_BODY_H_
