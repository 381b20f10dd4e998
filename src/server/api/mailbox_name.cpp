// SPDX-License-Identifier: Apache-2.0

#include "server/api/mailbox_name.h"

#include "crypto/encoding.h"

namespace nightmail::api {
namespace {

constexpr std::string_view kPrefix = "sealed:";

}  // namespace

std::string print_mailbox_name(ByteView sealed_name) {
  return std::string(kPrefix) + crypto::base64url_encode(sealed_name);
}

std::optional<Bytes> parse_mailbox_name(std::string_view name) {
  if (!name.starts_with(kPrefix) || name.size() > kMaxNameText) return std::nullopt;
  auto sealed = crypto::base64url_decode(name.substr(kPrefix.size()));
  if (!sealed.ok() || sealed->size() > kMaxSealedName) return std::nullopt;
  return *std::move(sealed);
}

}  // namespace nightmail::api
