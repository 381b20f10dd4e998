// SPDX-License-Identifier: Apache-2.0
//
// SealedItem/get and /set (docs/protocol.md): sealed secret keys, settings and the like, which
// every device of the user needs and the server cannot read.

#include "server/api/sealed_item.h"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/encoding.h"
#include "proto/jmap/errors.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

using jmap::invalid_property;
using jmap::SetError;
using store::SealedItem;

constexpr std::array<std::string_view, 3> kProperties{"id", "name", "sealed"};

std::string id_of(std::string_view name) {
  return crypto::base64url_encode(as_bytes(name));
}

std::vector<JsonObject> to_json(const std::vector<SealedItem>& items) {
  std::vector<JsonObject> all;
  for (const SealedItem& item : items) {
    JsonObject object;
    jmap::put(object, "id", jmap::json_text(id_of(item.name)));
    jmap::put(object, "name", jmap::json_text(item.name));
    jmap::put(object, "sealed", bytes_to_json(item.sealed));
    all.push_back(std::move(object));
  }
  return all;
}

std::int64_t octets_of(const std::vector<SealedItem>& items) {
  std::int64_t sum = 0;
  for (const SealedItem& item : items) sum += static_cast<std::int64_t>(item.sealed.size());
  return sum;
}

// What `item` in place of `old` would make of all.
bool fits(const Context& context, const std::vector<SealedItem>& items, const SealedItem* old,
          const SealedItem& item) {
  const auto before = static_cast<std::int64_t>(old == nullptr ? 0 : old->sealed.size());
  const auto after = static_cast<std::int64_t>(item.sealed.size());
  return octets_of(items) - before + after <= context.limits().max_size_all_sealed_items;
}

SealedItem* find_item(std::vector<SealedItem>& items, std::string_view id) {
  const auto found = std::find_if(items.begin(), items.end(),
                                  [&](const SealedItem& item) { return id_of(item.name) == id; });
  return found == items.end() ? nullptr : &*found;
}

std::optional<SetError> read_sealed(const Context& context, const Json& json, SealedItem& item) {
  const auto* object = json.if_object();
  const Json* sealed = object == nullptr ? nullptr : jmap::find(*object, "sealed");
  if (sealed == nullptr || object->size() != 1) return invalid_property("sealed");
  const auto most = static_cast<std::size_t>(context.limits().max_size_sealed_item);
  auto bytes = parse_bytes(*sealed, most);
  if (!bytes) return invalid_property("sealed", "base64url within maxSizeSealedItem is expected");
  item.sealed = *std::move(bytes);
  return {};
}

std::optional<SetError> read_new(const Context& context, std::vector<SealedItem>& items,
                                 const Json& json, SealedItem& item) {
  const auto* object = json.if_object();
  const Json* name = object == nullptr ? nullptr : jmap::find(*object, "name");
  if (name == nullptr || !name->is_string()) return invalid_property("name");
  item.name = std::string(jmap::text_of(*name));
  if (!is_item_name(item.name)) return invalid_property("name");
  JsonObject rest = *object;
  rest.erase("name");
  if (auto failure = read_sealed(context, Json(std::move(rest)), item)) return failure;
  if (find_item(items, id_of(item.name)) != nullptr) {
    return SetError{"alreadyExists", "update it instead", {}};
  }
  if (static_cast<std::int64_t>(items.size()) >= context.limits().max_sealed_items ||
      !fits(context, items, nullptr, item)) {
    return SetError{"overQuota", "too many sealed items, or too large ones", {}};
  }
  return {};
}

void create(Context& context, std::vector<SealedItem>& items, const std::string& creation_id,
            const Json& json, SetAnswer& answer) {
  SealedItem item;
  if (const auto failure = read_new(context, items, json, item)) {
    return answer.not_created(creation_id, *failure);
  }
  const auto done = context.store().put_sealed_item(context.account(), item);
  if (!done.ok()) return answer.not_created(creation_id, set_error_for(done.error()));
  JsonObject object;
  jmap::put(object, "id", jmap::json_text(id_of(item.name)));
  answer.created(context, creation_id, std::move(object));
  items.push_back(std::move(item));
}

void update(Context& context, std::vector<SealedItem>& items, const std::string& id,
            const Json& json, SetAnswer& answer) {
  SealedItem* old = find_item(items, id);
  if (old == nullptr) return answer.not_updated(id, {"notFound", {}, {}});
  SealedItem item{old->name, {}};
  if (const auto failure = read_sealed(context, json, item)) {
    return answer.not_updated(id, *failure);
  }
  if (!fits(context, items, old, item)) return answer.not_updated(id, {"overQuota", {}, {}});
  const auto done = context.store().put_sealed_item(context.account(), item);
  if (!done.ok()) return answer.not_updated(id, set_error_for(done.error()));
  *old = std::move(item);
  answer.updated(id);
}

void destroy(Context& context, std::vector<SealedItem>& items, const std::string& id,
             SetAnswer& answer) {
  const SealedItem* item = find_item(items, id);
  if (item == nullptr) return answer.not_destroyed(id, {"notFound", {}, {}});
  const auto done = context.store().remove_sealed_item(context.account(), item->name);
  if (!done.ok()) return answer.not_destroyed(id, set_error_for(done.error()));
  answer.destroyed(id);
}

}  // namespace

bool is_item_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxItemName) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<JsonObject> sealed_item_get(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const GetArguments get, parse_get(context, reader, kProperties));
  const auto items = context.store().sealed_items(context.account());
  if (!items.ok()) return method_failure(items.error());
  if (!context.take_room(octets_of(*items) * 4 / 3)) {
    return Error(jmap::Errc::request_too_large, "the answer is full; ask in a request of its own");
  }
  std::vector<JsonObject> all = to_json(*items);
  std::string state = state_of(all);
  return answer_get(context, get, std::move(all), std::move(state));
}

Result<JsonObject> sealed_item_set(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const SetArguments set, parse_set(context, reader));
  TRY(reader.finish());
  auto items = context.store().sealed_items(context.account());
  if (!items.ok()) return method_failure(items.error());
  const std::string old_state = state_of(to_json(*items));
  TRY(check_state(set, old_state));
  SetAnswer answer;
  for (const auto& [id, json] : set.create) create(context, *items, id, *json, answer);
  for (const auto& [id, json] : set.update) update(context, *items, id, *json, answer);
  for (const std::string& id : set.destroy) destroy(context, *items, id, answer);
  const auto after = context.store().sealed_items(context.account());
  if (!after.ok()) return method_failure(after.error());
  return std::move(answer).finish(context, old_state, state_of(to_json(*after)));
}

}  // namespace nightmail::api
