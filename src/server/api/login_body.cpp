// SPDX-License-Identifier: Apache-2.0

#include "server/api/login_body.h"

#include <utility>

#include "crypto/encoding.h"
#include "server/api/errors.h"

namespace nightmail::api {
namespace {

Result<Bytes> decode(std::string_view name, const std::string& text, std::size_t min,
                     std::size_t max) {
  auto bytes = crypto::base64url_decode(text);
  if (!bytes.ok()) return bad_member(name, "base64url without padding is expected");
  if (bytes->size() < min || bytes->size() > max) return bad_member(name, "has the wrong length");
  return bytes;
}

}  // namespace

Error bad_member(std::string_view name, std::string_view expected) {
  return Error(Errc::bad_request, std::string(name) + ": " + std::string(expected));
}

Result<std::optional<std::string>> LoginBody::optional_text(std::string_view name,
                                                            std::size_t max) {
  auto text = reader_.text(name);
  if (!text.ok()) return bad_member(name, "a string is expected");
  if (*text && (*text)->size() > max) return bad_member(name, "is too long");
  return *std::move(text);
}

Result<std::string> LoginBody::text(std::string_view name, std::size_t max) {
  TRY_ASSIGN(auto text, optional_text(name, max));
  if (!text) return bad_member(name, "is required");
  return *std::move(text);
}

Result<Bytes> LoginBody::bytes(std::string_view name, std::size_t min, std::size_t max) {
  TRY_ASSIGN(const std::string encoded, text(name, max * 4 / 3 + 4));
  return decode(name, encoded, min, max);
}

Result<Bytes> LoginBody::optional_bytes(std::string_view name, std::size_t max) {
  TRY_ASSIGN(const auto encoded, optional_text(name, max * 4 / 3 + 4));
  if (!encoded) return Bytes();
  return decode(name, *encoded, 0, max);
}

Result<const jmap::JsonArray*> LoginBody::array(std::string_view name, std::size_t max) {
  const auto array = reader_.array(name);
  if (!array.ok() || *array == nullptr) return bad_member(name, "a list is expected");
  if ((*array)->size() > max) return bad_member(name, "has too many entries");
  return *array;
}

Result<> LoginBody::finish() const {
  const auto result = reader_.finish();
  if (!result.ok()) return Error(Errc::bad_request, result.error().context());
  return {};
}

}  // namespace nightmail::api
