// SPDX-License-Identifier: Apache-2.0
#include "client/send/identities.h"

#include "client/json_fields.h"
#include "client/keys/sealed_items.h"

namespace nightmail::client {
namespace {

constexpr std::string_view kItem = "settings/identities";

std::string text_or_empty(const json::object& object, std::string_view name) {
  const auto text = text_field(object, name);
  return text.ok() ? *text : std::string();
}

OwnIdentities read_identities(ByteView content) {
  OwnIdentities identities;
  const auto object = parse_object(content);
  if (!object.ok()) return identities;
  const auto list = object_field(*object, "identities");
  if (!list.ok()) return identities;
  for (const auto& [address, value] : **list) {
    if (!value.is_object()) continue;
    const json::object& one = value.get_object();
    identities[std::string(address)] = {text_or_empty(one, "name"),
                                        text_or_empty(one, "signatureText"),
                                        text_or_empty(one, "signatureHtml")};
  }
  return identities;
}

}  // namespace

Result<OwnIdentities> fetch_own_identities(const JmapCall& call, const Session& session) {
  TRY_ASSIGN(const auto items, fetch_items(call, session, kItem, crypto::Purpose::settings));
  for (const SealedItem& item : items) {
    if (item.name == kItem) return read_identities(item.content);
  }
  return OwnIdentities{};
}

}  // namespace nightmail::client
